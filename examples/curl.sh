#!/bin/sh
# One purchase with curl. The reference is yours: send the same one again if no answer came, and it is charged once.
set -eu
reference=${1:?usage: curl.sh <reference>}

# Over standard input: an argument can be read by everybody on the machine. --fail-with-body fails unless it is 2xx.
header=$(pagamio token --header)
printf '%s\n' "$header" |
  curl --silent --show-error --fail-with-body -H @- -H 'Content-Type: application/json' "$PAGAMIO_BASE_URL/purchase" -d "{
    \"productCode\": \"AIR-VOD-001\", \"amount\": 25, \"mobileNumber\": \"+27821230045\",
    \"paymentMethod\": \"cash\", \"channelId\": \"Q7RT2M\", \"merchantReference\": \"$reference\"
  }"
