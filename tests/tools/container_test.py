#!/usr/bin/env python3
"""The images and the composition, as far as they can be checked without building images: what the Dockerfile copies
is there and not ignored, its libraries are those of the programs, and the commands that run are understood.

Usage: container_test.py REPOSITORY SPILLWAY
"""
import fnmatch
import pathlib
import re
import shlex
import subprocess
import sys

import yaml

ROOT, BINARY = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
problems = []


def check(condition, what):
    if not condition:
        problems.append(what)


def instructions():
    """(instruction, arguments) of the Dockerfile, with continued lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines]


def stages():
    """Each stage's base and instructions, by name."""
    found = {}
    for what, arguments in instructions():
        if what == "FROM":
            base, _, name = arguments.partition(" AS ")
            found[name] = (base, current := [])
        else:
            current.append((what, arguments))
    return found


def is_ignored(path):
    """As .dockerignore has it: the last pattern that fits decides."""
    ignored = False
    for line in (ROOT / ".dockerignore").read_text().split("\n"):
        pattern = line.strip().lstrip("!")
        if not pattern or pattern.startswith("#"):
            continue
        parts = [str(path)] + [str(parent) for parent in pathlib.PurePath(path).parents][:-1]
        if any(fnmatch.fnmatch(part, pattern) for part in parts):
            ignored = not line.startswith("!")
    return ignored


def ancestry(all_stages, name):
    steps = []
    while name in all_stages:
        base, own = all_stages[name]
        steps = own + steps
        name = base
    return name, steps


def check_copies(all_stages):
    outputs = {f"/src/build/release/bin/{name}" for name in built_targets(all_stages)}
    for name, (_, steps) in all_stages.items():
        for what, arguments in steps:
            if what != "COPY":
                continue
            words = shlex.split(arguments)
            if words[0].startswith("--from="):
                check(words[0][7:] in all_stages, f"{name}: COPY {words[0]} names no stage")
                missing = set(words[1:-1]) - outputs
                check(not missing, f"{name}: the build stage does not build {missing}")
                continue
            for source in words[:-1]:
                check((ROOT / source).exists(), f"{name}: COPY {source}: there is no such file")
                check(not is_ignored(source), f"{name}: COPY {source}: .dockerignore leaves it out")


def built_targets(all_stages):
    for what, arguments in all_stages["build"][1]:
        if what == "RUN" and arguments.startswith("tools/build_release.sh"):
            return arguments.split()[1:]
    problems.append("the build stage does not run tools/build_release.sh")
    return []


def check_build_is_whole(all_stages):
    """CMake reads each folder that a CMakeLists.txt names; all must be in the build stage."""
    copied = {word for what, arguments in all_stages["build"][1] if what == "COPY" for word in arguments.split()[:-1]}
    named = re.findall(r"add_subdirectory\((\w+)\)", (ROOT / "CMakeLists.txt").read_text()) + ["cmake"]
    check(set(named) <= copied, f"the build stage lacks {set(named) - copied}")


def packages_of(program):
    """The Debian packages of the libraries that the program itself names."""
    needed = re.findall(r"NEEDED\s+(\S+)", subprocess.run(["objdump", "-p", program], capture_output=True, text=True).stdout)
    linked = dict(re.findall(r"(\S+) => (\S+)", subprocess.run(["ldd", program], capture_output=True, text=True).stdout))
    found = set()
    for path in (linked[name] for name in needed if name in linked):
        owner = subprocess.run(["dpkg", "-S", pathlib.Path(path).resolve()], capture_output=True, text=True)
        if owner.returncode != 0:  # merged /usr: the package has it under its old path
            owner = subprocess.run(["dpkg", "-S", str(pathlib.Path(path).resolve()).removeprefix("/usr")],
                                   capture_output=True, text=True)
        found.add(owner.stdout.split(":")[0])
    return found


def check_final(all_stages):
    ours = {"spillway": "spillway", "app": "spillway-app", "controller": "spillway-controller"}
    there = {"libc6", "libgcc-s1"}  # in every image of Debian's
    for stage, program in ours.items():
        check(stage in all_stages, f"there is no target {stage}")
        image, steps = ancestry(all_stages, stage)
        check(image == "debian:12", f"{stage} is built from {image}")
        users = [arguments for what, arguments in steps if what == "USER"]
        check(users and users[-1] != "root", f"{stage} runs as root")
        installed = {word for what, arguments in steps if what == "RUN" for word in arguments.split()}
        missing = packages_of(BINARY.parent / program) - installed - there
        check(not missing, f"{stage} lacks the libraries of {missing}")
        check(any(what == "ENTRYPOINT" and program in arguments for what, arguments in steps),
              f"{stage} does not start {program}")
    check(any(what == "HEALTHCHECK" for what, _ in all_stages["spillway"][1]), "spillway has no HEALTHCHECK")


def composition():
    done = subprocess.run(["docker-compose", "-f", ROOT / "docker-compose.yml", "config"], capture_output=True, text=True)
    check(done.returncode == 0, f"docker-compose config: {done.stderr}")
    return yaml.safe_load(done.stdout)["services"] if done.returncode == 0 else {}


def check_composition(all_stages):
    services = composition()
    check(set(services) == {"spillway", "scenario"}, f"services: {set(services)}")
    for name, service in services.items():
        if "build" in service:
            check(service["build"]["target"] in all_stages, f"{name}: no such target")
        # Understood to the last word: what is wrong then is the scenario that is not there.
        command = [re.sub(r"scenarios/.*", "no-such-file.yaml", word) for word in service["command"]]
        done = subprocess.run([BINARY, *command], capture_output=True, text=True, timeout=60)
        check(done.returncode == 2 and "no-such-file.yaml" in done.stderr and "usage" not in done.stderr.lower(),
              f"{name}: {' '.join(command)} is not understood: {done.stderr}")
        scenario = next(word for word in service["command"] if word.startswith("scenarios/"))
        check((ROOT / scenario).is_file(), f"{name}: there is no {scenario}")
    ports = {port.split(":")[-2] for port in services["spillway"]["ports"]}
    exposed = next(arguments.split() for what, arguments in all_stages["spillway"][1] if what == "EXPOSE")
    check(ports == set(exposed), f"ports {ports}, exposed {exposed}")
    command = services["spillway"]["command"]
    check("--bind=0.0.0.0" in command, "nobody outside its container reaches the emulator")
    check("--allow-host=spillway" in command and "--endpoint=http://spillway:4566" in services["scenario"]["command"],
          "the emulator refuses the name by which the scenario calls it")


found_stages = stages()
check_copies(found_stages)
check_build_is_whole(found_stages)
check_final(found_stages)
check_composition(found_stages)
for problem in problems:
    print("FAILED", problem)
sys.exit(1 if problems else 0)
