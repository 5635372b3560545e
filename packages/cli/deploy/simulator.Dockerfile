# pagamio simulate in a container, for tests in any language.
# Build: docker build --tag pagamio-simulator --file packages/cli/deploy/simulator.Dockerfile packages/cli/deploy
#
#   export PAGAMIO_SIMULATOR_KEY="$(openssl rand -hex 32)"
#   docker run --rm -p 127.0.0.1:8700:8700 --read-only --tmpfs /tmp --cap-drop ALL --env PAGAMIO_SIMULATOR_KEY pagamio-simulator
#   printf 'X-Simulator-Key: %s\n' "$PAGAMIO_SIMULATOR_KEY" | curl -H @- http://localhost:8700/control/log
# Other containers of its network call it by its name, which it has to know: … pagamio-simulator --control-host simulator
FROM node:24-slim

ARG VERSION=latest
RUN npm install --global --omit=optional "@pagamio/cli@${VERSION}" && npm cache clean --force

USER node
EXPOSE 8700

# It listens beyond its own loopback, or nothing could be published: so it wants PAGAMIO_SIMULATOR_KEY, and does not start without.
ENTRYPOINT ["pagamio", "simulate", "--address", "0.0.0.0", "--control"]
# By the control API, because a check of the API itself would stand in the log that tests count.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8700/control/count', { headers: { 'x-simulator-key': process.env.PAGAMIO_SIMULATOR_KEY } }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
