"""What zsh completes, on a terminal as a person sees it: completion_zsh.py FOLDER-OF-_SPILLWAY"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time

folder = sys.argv[1]
home = tempfile.TemporaryDirectory()
work = home.name + '/work'
os.makedirs(work + '/folder')
for name in ('one.yaml', 'other.txt'):
    open(work + '/' + name, 'w').close()
with open(home.name + '/.zshrc', 'w') as rc:
    rc.write("fpath=('%s' $fpath)\nautoload -Uz compinit\ncompinit -u -D\nPS1='ready> '\nLISTMAX=1000\n" % folder +
             "setopt no_beep no_auto_menu\nunset zle_bracketed_paste\n")


class Zsh:
    def __init__(self):
        self.output = b''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(work)
            os.execvpe('zsh', ['zsh', '-d', '-i'],
                       {'PATH': os.environ['PATH'], 'HOME': home.name, 'ZDOTDIR': home.name, 'TERM': 'xterm',
                        'LANG': 'C.UTF-8'})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', 60, 200, 0, 0))
        self.shown('ready> ', 30)

    def shown(self, text, seconds=10):
        """Whether the text comes to be on the screen."""
        limit = time.monotonic() + seconds
        while text not in self.text() and time.monotonic() < limit:
            if select.select([self.fd], [], [], 0.1)[0]:
                self.output += os.read(self.fd, 65536)
        return text in self.text()

    def text(self):
        return re.sub(r'\x1b(\[[0-9;?]*[a-zA-Z]|[=>])', '', self.output.decode(errors='replace'))

    def type(self, keys):
        self.output = b''
        os.write(self.fd, keys.encode())

    def end(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def check(keys, *texts, lacks=()):
    zsh = Zsh()
    zsh.type(keys)
    for text in texts:
        assert zsh.shown(text), (keys, text, zsh.text())
    for text in lacks:
        assert text not in zsh.text(), (keys, text, zsh.text())
    zsh.end()


# The first Tab already completes, though the file has only just been read.
check('spillway com\t', 'spillway completion')
# Descriptions are whole: colons, apostrophes and brackets are the help's.
check('spillway \t', 'explain', 'Teach: the scenario format, events, metrics, AWS settings')
check('spillway run --\t', "Write the run's files into this folder", "the scenario's by default",
      'key of the scenario', lacks=['\\'])
check('spillway --v\t', 'spillway --version')
# Values: a folder, a file, a number that nothing completes.
check('spillway run --out \t', '--out folder/')
check('spillway run one.yaml --out fo\t', '--out folder/')
check('spillway test --junit ot\t', '--junit other.txt')
check('spillway run --seed \tQ', '--seed Q', lacks=['one.yaml'])
# Only --set may stand twice.
check('spillway run --set a=b --se\tQ', '--set a=b --seQ')
check('spillway run --seed 5 --se\t', '--seed 5 --set ')
# The arguments of the commands.
check('spillway run one.yaml --qu\t', '--quiet')
check('spillway run on\t', 'run one.yaml')
check('spillway validate one.yaml ot\t', 'one.yaml other.txt')
check('spillway report \t', 'report folder/')
check('spillway explain exi\t', 'explain exit-codes')
check('spillway completion f\t', 'completion fish')
