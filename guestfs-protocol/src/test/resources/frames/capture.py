#!/usr/bin/python3
"""Captures frames between the C library and its daemon. See RECIPE.md.

capture.py run DIRECTORY   runs guestfish and writes the hex files and frames.properties there
capture.py hv ARGUMENTS    what guestfish starts in place of qemu
"""

import os
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile

LAUNCH, CANCEL, PROGRESS = 0xF5F55FF5, 0xFFFFEEEE, 0xFFFF5555
LAUNCHED = struct.pack(">I", LAUNCH)
QEMU = "/usr/bin/qemu-system-x86_64"

PARTITION = ["int", "long", "long", "long"]
PV = ["string", "uuid", "string"] + ["long"] * 4 + ["string"] + ["long"] * 2 + ["string"] + ["long"] * 3
LV = ["string", "uuid", "string"] + ["long"] * 6 + ["string", "float", "float"] + ["string"] * 4

# Name of the files, number of the procedure, types of the arguments, types of the result, words for guestfish.
# A result that is a list of types in a list is a list of structures. No name: the call is only made.
CALLS = [
    ("ping_daemon", 92, [], [], "ping-daemon"),
    ("exists", 36, ["string"], ["bool"], None),
    ("mount-error", 1, ["string", "string"], [], "-mount /dev/sdz /"),
    ("list_devices", 7, [], ["strings"], "list-devices"),
    (None, 0, [], [], "part-init /dev/sda mbr"),
    ("part_add", 209, ["string", "string", "long", "long"], [], "part-add /dev/sda p 2048 131071"),
    (None, 0, [], [], "part-add /dev/sda p 131072 262143"),
    (None, 0, [], [], "part-add /dev/sda p 262144 -2048"),
    ("part_list", 213, ["string"], [PARTITION], "part-list /dev/sda"),
    ("part_set_bootable", 211, ["string", "int", "bool"], [], "part-set-bootable /dev/sda 1 true"),
    (None, 0, [], [], "pvcreate /dev/sda2"),
    (None, 0, [], [], "pvcreate /dev/sda3"),
    ("vgcreate", 40, ["string", "strings"], [], 'vgcreate vg "/dev/sda2 /dev/sda3"'),
    (None, 0, [], [], "lvcreate lv vg 16"),
    ("pvs_full", 12, [], [PV], "pvs-full"),
    ("lvs_full", 14, [], [LV], "lvs-full"),
    ("mkfs", 278, ["string", "string", "int", "string", "int", "int", "string"], [], "mkfs ext4 /dev/sda1"),
    ("mkfs-options", 278, ["string", "string", "int", "string", "int", "int", "string"], [],
     "mkfs ext4 /dev/sda1 blocksize:1024 inode:256 label:caf\u00e9"),
    ("mke2fs-options", 368, ["string"] + ["long"] * 12 + ["int"] * 2 + ["string"] * 7 + ["bool"] * 17, [],
     "mke2fs /dev/vg/lv blockscount:8192 blocksize:1024 label:small fstype:ext2 forcecreate:true"),
    ("list_filesystems", 476, [], ["strings"], "list-filesystems"),
    (None, 0, [], [], "mount /dev/sda1 /"),
    ("exists", 36, ["string"], ["bool"], "exists /nope"),
    ("umask", 137, ["int"], ["int"], "umask 022"),
    ("upload", 66, ["string"], [], "upload @small /hello"),
    ("upload-two-chunks", 66, ["string"], [], "upload @two /two"),
    ("upload-missing-file", 66, ["string"], [], "-upload @missing /s"),
    ("upload-refused", 66, ["string"], [], "-upload @two /no/such/directory"),
    ("download", 67, ["string"], [], "download /hello @out"),
    ("download-refused-here", 67, ["string"], [], "-download /hello @nodir/out"),
    ("download-error", 67, ["string"], [], "-download /nope @out"),
    ("pwrite", 247, ["string", "buffer", "long"], ["int"], "pwrite /hello xyz 3"),
    ("pread", 207, ["string", "int", "long"], ["buffer"], "pread /hello 5 1"),
    ("filesize", 218, ["string"], ["long"], "filesize /hello"),
    (None, 0, [], [], "mkdir /d"),
    (None, 0, [], [], "ln-s /hello /d/link"),
    ("readlink", 168, ["string"], ["string"], "readlink /d/link"),
    ("statns", 421, ["string"], ["long"] * 22, "statns /hello"),
    ("readdir", 138, ["string"], [["long", "char", "string"]], "readdir /d"),
    (None, 0, [], [], "setxattr user.colour green 5 /hello"),
    ("getxattrs", 141, ["string"], [["string", "buffer"]], "getxattrs /hello"),
    ("echo_daemon", 195, ["strings"], ["string"], 'echo-daemon "one \'two words\' three"'),
    ("head_n", 122, ["int", "string"], ["strings"], "head-n 2 /hello"),
    (None, 0, [], [], "mkdir /etc"),
    (None, 0, [], [], "aug-init / 0"),
    ("aug_defvar", 17, ["string", "optstring"], ["int"], "aug-defvar n /files/*"),
    ("aug_defvar-null", 17, ["string", "optstring"], ["int"], "aug-defvar n NULL"),
    ("utsname", 342, [], ["string"] * 4, "utsname"),
    ("tar_out-options", 70, ["string", "string", "bool", "strings", "bool", "bool", "bool"], [],
     'tar-out /d @out numericowner:true "excludes:*.o *~"'),
    ("zero_device-progress", 228, ["string"], [], "zero-device /dev/sdb"),
]


def hv():
    arguments = sys.argv[2:]
    joined = " ".join(arguments)
    match = re.search(r"socket,path=(\S*guestfsd\.sock),id=channel0", joined)
    if match:
        library = match.group(1)
        daemon = os.path.join(os.environ["CAPTURE_DIR"], "qemu.sock")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(daemon)
        listener.listen(1)
        if os.fork() == 0:
            # The console is on the standard streams: the library must see its end when qemu ends.
            for fd in range(3):
                os.close(fd)
            forward(listener, library)
            os._exit(0)
        arguments = [a.replace(library, daemon) for a in arguments]
    os.execv(QEMU, [QEMU] + arguments)


def forward(listener, library):
    guest = listener.accept()[0]
    client = socket.socket(socket.AF_UNIX)
    client.connect(library)
    directory = os.environ["CAPTURE_DIR"]
    with open(os.path.join(directory, "to"), "wb") as to, open(os.path.join(directory, "from"), "wb") as back:
        while True:
            for source in select.select([guest, client], [], [])[0]:
                data = source.recv(65536)
                if not data:
                    return
                log = back if source is guest else to
                log.write(data)
                log.flush()
                (client if source is guest else guest).sendall(data)


def frames(data):
    at = 0
    while at < len(data):
        (word,) = struct.unpack_from(">I", data, at)
        size = 4 + {LAUNCH: 0, CANCEL: 0, PROGRESS: 24}.get(word, word)
        yield data[at:at + size]
        at += size


def is_header(frame, direction):
    return len(frame) >= 44 and frame[4:12] == b"\x20\x00\xf5\xf5\0\0\0\4" and frame[16:20] == bytes((0, 0, 0, direction))


def conversations(data, direction):
    """Messages with a header, by serial number, each with what follows it up to the next; what comes before, apart."""
    result, before, last = {}, [], None
    for frame in frames(data):
        if is_header(frame, direction):
            last = struct.unpack_from(">I", frame, 20)[0]
            result[last] = (frame, list(before), [])
            before = []
        elif last is None or frame[:4] == struct.pack(">I", PROGRESS) or direction == 1 and len(frame) == 4:
            before.append(frame)
        else:
            result[last][2].append(frame)
    return result


class Body:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        (value,) = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def opaque(self):
        size = self.take("I")
        value = self.data[self.at:self.at + size]
        self.at += (size + 3) // 4 * 4
        return value

    def value(self, kind):
        if kind in ("int", "bool"):
            return "%s:%d" % (kind, self.take("i"))
        if kind == "long":
            return "long:%d" % self.take("q")
        if kind == "float":
            return "float:%r" % self.take("f")
        if kind == "char":
            return "char:%c" % (self.take("i") & 0xFF)
        if kind == "uuid":
            self.at += 32
            return "uuid:" + self.data[self.at - 32:self.at].decode()
        if kind == "string":
            return "string:" + self.opaque().decode()
        if kind == "optstring":
            return "optstring:" + self.opaque().decode() if self.take("I") else "null:"
        if kind == "buffer":
            return "buffer:" + self.opaque().hex()
        raise ValueError(kind)

    def values(self, kinds):
        result = []
        for kind in kinds:
            if kind == "strings" or isinstance(kind, list):
                count = self.take("I")
                result.append("count:%d" % count)
                for _ in range(count):
                    result += self.values(["string"] if kind == "strings" else kind)
            else:
                result.append(self.value(kind))
        return result

    def all(self, kinds):
        result = self.values(kinds)
        if self.at != len(self.data):
            raise ValueError("%d bytes are left" % (len(self.data) - self.at))
        return result


def escape(text):
    return "".join(c if " " <= c <= "~" and c != "\\" else "\\u%04x" % ord(c) for c in text)


def write_hex(path, content):
    with open(path, "w", encoding="ascii") as out:
        for frame in content:
            out.write(frame.hex() + "\n")


def describe(name, kinds, results, request, reply, lines):
    lines.append("%s.procedure=%d" % (name, struct.unpack_from(">I", request, 12)[0]))
    lines.append("%s.serial=%d" % (name, struct.unpack_from(">I", request, 20)[0]))
    lines.append("%s.hint=%d" % (name, struct.unpack_from(">Q", request, 24)[0]))
    lines.append("%s.optargs=%d" % (name, struct.unpack_from(">Q", request, 32)[0]))
    for number, value in enumerate(Body(request[44:]).all(kinds), 1):
        lines.append("%s.argument.%d=%s" % (name, number, escape(value)))
    failed = struct.unpack_from(">I", reply, 40)[0]
    for number, value in enumerate(Body(reply[44:]).all(["string", "string"] if failed else results), 1):
        lines.append("%s.%s.%d=%s" % (name, "error" if failed else "result", number, escape(value)))


def guestfish(directory):
    for disk, size in (("a", 512 << 20), ("b", 4 << 30)):
        with open(os.path.join(directory, disk), "wb") as image:
            image.truncate(size)
    with open(os.path.join(directory, "small"), "wb") as file:
        file.write(b"hello")
    with open(os.path.join(directory, "two"), "wb") as file:
        file.write(bytes(range(256)) * 32 + b"end")
    wrapper = os.path.join(directory, "hv")
    with open(wrapper, "w", encoding="utf-8") as script:
        script.write('#!/bin/sh\nexec /usr/bin/python3 %s hv "$@"\n' % os.path.abspath(__file__))
    os.chmod(wrapper, 0o755)
    script = "".join(c[4].replace("@", directory + "/") + "\n" for c in CALLS if c[4])
    environment = dict(os.environ, LIBGUESTFS_HV=wrapper, CAPTURE_DIR=directory, LC_ALL="C.UTF-8")
    environment["LIBGUESTFS_BACKEND_SETTINGS"] = "force_tcg"
    command = ["guestfish", "-a", directory + "/a", "-a", directory + "/b"]
    subprocess.run(command, input="run\n" + script, encoding="utf-8", env=environment, check=True)


def run(target):
    with tempfile.TemporaryDirectory(prefix="cap") as directory:
        guestfish(directory)
        with open(os.path.join(directory, "to"), "rb") as data:
            requests = conversations(data.read(), 0)
        with open(os.path.join(directory, "from"), "rb") as data:
            daemon = data.read()
    replies = conversations(daemon, 1)
    write_hex(os.path.join(target, "launch.hex"), [next(frames(daemon))])
    lines = ["# Written by capture.py; see RECIPE.md."]
    waiting = [call for call in CALLS if call[0] and call[4]]
    for serial in sorted(requests):
        request, _, uploaded = requests[serial]
        if not waiting or struct.unpack_from(">I", request, 12)[0] != waiting[0][1]:
            continue
        name, _, kinds, results, _ = waiting.pop(0)
        reply, before, downloaded = replies[serial]
        describe(name, kinds, results, request, reply, lines)
        # A download has its chunks in the replies; what the library sent meanwhile can only be a cancel flag.
        parts = {"request": [request], "reply": [reply], "before": [f for f in before if f != LAUNCHED][:3]}
        parts["chunks"] = downloaded or uploaded
        parts["flags"] = uploaded if downloaded else []
        for part, content in parts.items():
            if content:
                write_hex(os.path.join(target, "%s.%s.hex" % (name, part)), content)
    if waiting:
        raise SystemExit("never seen: " + ", ".join(call[0] for call in waiting))
    with open(os.path.join(target, "frames.properties"), "w", encoding="ascii") as index:
        index.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "hv":
        hv()
    else:
        run(sys.argv[2])
