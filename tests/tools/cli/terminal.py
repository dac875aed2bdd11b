"""The command on a terminal, and interrupted: terminal.py SPILLWAY SCENARIO WORK CHECK_FILES"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import xml.etree.ElementTree as xml

spillway, scenario, work, check_files = sys.argv[1:]
# Hours of work, if it is not interrupted: a virtual second alone takes many seconds.
endless = [spillway, 'run', scenario, '--set', 'load.calm.rate=5000000/s', '--set', 'Concurrency=900']
plain_environment = {k: v for k, v in os.environ.items() if k not in ('NO_COLOR', 'TERM')}


class Terminal:
    """Runs a command whose standard output and error are one terminal."""

    def __init__(self, command, columns=80, **environment):
        self.output = b''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
            os.execve(command[0], command, {**plain_environment, 'TERM': 'xterm', **environment})

    def read_until(self, text, seconds=60):
        limit = time.monotonic() + seconds
        while text not in self.output and time.monotonic() < limit and self.read_some():
            pass
        return text in self.output

    def read_some(self):
        if not select.select([self.fd], [], [], 1)[0]:
            return True
        try:
            chunk = os.read(self.fd, 65536)
        except OSError:  # the other end is closed
            return False
        self.output += chunk
        return bool(chunk)

    def wait(self):
        while self.read_some():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def on_terminal(command, **environment):
    terminal = Terminal(command, **environment)
    return terminal.wait(), terminal.output.decode()


def without_colours(text):
    return re.sub(r'\x1b\[[0-9]*m', '', text).replace('\r\n', '\n')


run = [spillway, 'run', scenario]
piped = subprocess.run(run, capture_output=True, text=True, env=plain_environment).stdout

# Colours on a terminal, and the text is the same without them; NO_COLOR and a dumb terminal are heeded.
code, shown = on_terminal(run)
assert code == 0 and '\x1b[32mpassed\x1b[0m' in shown, shown[:200]
assert without_colours(shown) == piped
for environment in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
    code, shown = on_terminal(run, **environment)
    assert code == 0 and '\x1b' not in shown and shown.replace('\r\n', '\n') == piped, environment
code, shown = on_terminal(run, NO_COLOR='')  # no-color.org: when present and not an empty string
assert '\x1b[32m' in shown

# A progress line after a second on a terminal; Ctrl-C ends the run at once and clears the line.
terminal = Terminal(endless)
assert terminal.read_until(b' of virtual time, '), terminal.output
assert re.search(rb'\r\x1b\[Ksmall: +0 %, 0:0[0-9.]+ of virtual time, \d+ requests', terminal.output)
begin = time.monotonic()
os.write(terminal.fd, b'\x03')
code = terminal.wait()
assert code == 130, code
assert time.monotonic() - begin < 5, 'Ctrl-C took long'
assert re.search(rb'\r\x1b\[K[^\r]*small\x1b', terminal.output), 'the progress line is still there'
assert b'interrupted at 0:0' in terminal.output


# A narrow terminal gets a shorter line: no redraw is wider than it is.
terminal = Terminal(endless, columns=20)
assert terminal.read_until(b'small:'), terminal.output
for _ in range(8):
    terminal.read_some()
redraws = [line for line in terminal.output.split(b'\r\x1b[K') if line]
assert len(redraws) > 1 and all(len(line) == 19 for line in redraws), redraws
os.write(terminal.fd, b'\x03')
assert terminal.wait() == 130


def interrupted(command, by=signal.SIGINT):
    """Standard output and error of a command that gets a signal when it is at work."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=plain_environment)
    time.sleep(1)
    begin = time.monotonic()
    process.send_signal(by)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, out, err)
    assert time.monotonic() - begin < 5, 'ending took long'
    return out, err


# Interrupted without a terminal: no progress line, and the files are complete up to there.
out, err = interrupted(endless + ['--out', work + '/interrupted'])
assert '\x1b' not in out + err
assert 'interrupted at 0:0' in err and 'reproduce: spillway run' in out.splitlines()[-1]
subprocess.run([sys.executable, check_files, work + '/interrupted', 'interrupted'], check=True)
shown = subprocess.run([spillway, 'report', work + '/interrupted'], capture_output=True, text=True)
assert shown.returncode == 0 and shown.stdout == out

# A CI system cancels by SIGTERM.
out, err = interrupted(endless + ['--out', work + '/cancelled'], signal.SIGTERM)
subprocess.run([sys.executable, check_files, work + '/cancelled', 'interrupted'], check=True)

# --check-determinism is interrupted as well, and leaves no temporary folder behind.
temporary = work + '/temporary'
os.mkdir(temporary)
plain_environment['TMPDIR'] = temporary
out, err = interrupted(endless + ['--check-determinism', '--out', work + '/interrupted_check'])
assert 'interrupted at' in err and os.listdir(temporary) == []
subprocess.run([sys.executable, check_files, work + '/interrupted_check', 'interrupted'], check=True)

# test: what runs is interrupted, what has not begun is not run, and the JUnit file says so.
slow = work + '/slow.yaml'
folder = os.path.dirname(scenario)
with open(scenario) as original, open(slow, 'w') as changed:
    changed.write(original.read().replace('rate: 1/s', 'rate: 5000000/s', 1)
                  .replace('template: ', 'template: ' + folder + '/'))
out, err = interrupted([spillway, 'test', slow, slow, scenario, '--jobs', '1', '--junit', work + '/junit.xml'])
assert out.count('INTERRUPTED') == 3 and 'not run' in out and '0 of 3 scenarios passed' in out, out
suites = xml.parse(work + '/junit.xml').getroot().findall('testsuite')
assert [s.get('errors') for s in suites] == ['1', '1', '1']
