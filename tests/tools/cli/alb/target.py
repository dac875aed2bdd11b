#!/usr/bin/env python3
"""A target that behaves as its path says. Bytes on sockets, no HTTP library, so that each misbehaviour is exact."""
import asyncio
import hashlib
import os
import socket
import struct


async def read_head(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    fields = dict(line.split(": ", 1) for line in lines[1:] if line)
    return method, target, {k.lower(): v for k, v in fields.items()}, head


async def body_of(reader, fields):
    """The body block by block, whatever frames it."""
    if fields.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).strip(), 16):
            left = size
            while left:
                block = await reader.read(min(left, 1 << 16))
                left -= len(block)
                yield block
            await reader.readline()
        await reader.readline()
        return
    left = int(fields.get("content-length", 0))
    while left:
        block = await reader.read(min(left, 1 << 16))
        if not block:
            raise ConnectionError
        left -= len(block)
        yield block


def answer(body, more=b"", status=b"200 OK"):
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, more, len(body), body)


async def websocket(reader, writer, fields):
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Accept: x\r\n\r\nhello ")
    while data := await reader.read(1 << 16):
        writer.write(data.upper())
        await writer.drain()
        if b"bye" in data:
            break


async def respond(path, method, fields, head, reader, writer):
    """False: the connection ends."""
    if path == "/silent":
        await asyncio.sleep(3600)
    if path == "/early":  # answers without reading the body
        writer.write(answer(b"no, thanks", status=b"403 Forbidden"))
        await writer.drain()
        await asyncio.sleep(0.5)
        return False
    if path == "/hangup":
        return False
    if path == "/ws":
        await websocket(reader, writer, fields)
        return False
    digest, size = hashlib.sha256(), 0
    async for block in body_of(reader, fields):
        size += len(block)
        digest.update(block)
    if path.startswith("/big/"):
        left = int(path[5:])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % left)
        while left:
            block = b"x" * min(left, 1 << 16)
            left -= len(block)
            writer.write(block)
            await writer.drain()
    elif path == "/chunked":
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (b"one ", b"two ", b"three"):
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
            await asyncio.sleep(0.05)
        writer.write(b"0\r\nX-Trailer: y\r\n\r\n")
    elif path == "/close":
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")
        return False
    elif path == "/reset":  # ends by a reset, as when it is killed
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nsome of it")
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return False
    elif path == "/short":  # breaks off
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
        return False
    elif path == "/garbage":
        writer.write(b"SMTP ready\r\n\r\n")
    elif path == "/both":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    elif path == "/huge-head":
        writer.write(answer(b"", b"X-Big: " + b"a" * 40000 + b"\r\n"))
    elif path == "/interim":
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(b"then this"))
    elif path == "/head":
        writer.write(head if method != "HEAD" else b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n")
        return method == "HEAD"
    elif path == "/echo-head":
        writer.write(answer(head))
    elif path == "/length-of-head":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n")
    else:
        writer.write(answer(b"%d %s" % (size, digest.hexdigest().encode()),
                            b"X-Connection: %d\r\n" % writer.get_extra_info("peername")[1]))
    return True


async def serve(reader, writer):
    try:
        while True:
            method, target, fields, head = await read_head(reader)
            if not await respond(target.split("?")[0], method, fields, head, reader, writer):
                break
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]), backlog=1024)
    await server.serve_forever()


asyncio.run(main())
