"""Runs a command at a terminal of its own; answers what it asks for, line by line. Prints what the terminal shows."""
import os, pty, select, sys

answers = [line.encode().decode("unicode_escape").encode() for line in sys.argv[1].split("|")] if sys.argv[1] else []
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
since = 0
while True:
    ready, _, _ = select.select([terminal], [], [], 0.3)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    elif answers and len(shown) > since:
        # It has asked and is silent: it waits.
        since = len(shown)
        os.write(terminal, answers.pop(0))
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
