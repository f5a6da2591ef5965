"""Threads that wait in reads, writes, accepts and for processes while others run."""
import os
import select
import socket
import subprocess
import sys
import threading
import time

log = []


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    print([thread.is_alive() for thread in threads])


# A pipe, with more than it holds
reader, writer = os.pipe()
data = bytes(range(256)) * 2000


def write():
    print("written", os.write(writer, data))
    os.close(writer)


def read():
    parts = []
    while part := os.read(reader, 10_000):
        parts.append(part)
    print(b"".join(parts) == data)


run(read, write)
os.close(reader)

# File objects on a pipe
reader, writer = os.pipe()


def read_lines():
    with open(reader) as file:
        for line in file:
            log.append(line)


def write_lines():
    with open(writer, "w") as file:
        for number in range(3):
            print("line", number, file=file, flush=True)
            time.sleep(0.002)


run(read_lines, write_lines)
print(log)

# Sockets
server = socket.create_server(("127.0.0.1", 0))
received = []


def serve():
    connection, _ = server.accept()
    with connection:
        while part := connection.recv(1000):
            received.append(part)
        connection.sendall(b"thanks" * 100_000)


def client():
    with socket.create_connection(server.getsockname()) as connection:
        connection.sendall(b"x" * 1_000_000)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        print(len(answer))


run(serve, client)
print(sum(map(len, received)))
server.close()

# select and poll
left, right = socket.socketpair()


def wait_select():
    ready, _, _ = select.select([left], [], [], 5)
    print("select", ready == [left], left.recv(10))


def send():
    time.sleep(0.005)
    right.send(b"a")


run(wait_select, send)


def wait_poll():
    poll = select.poll()
    poll.register(left, select.POLLIN)
    print("poll", poll.poll(5000) == [(left.fileno(), select.POLLIN)], left.recv(10))


run(wait_poll, send)


def wait_epoll():
    with select.epoll() as epoll:
        epoll.register(left, select.EPOLLIN)
        print("epoll", epoll.poll(5) == [(left.fileno(), select.EPOLLIN)], left.recv(10))


run(wait_epoll, send)
left.settimeout(0.01)
try:
    left.recv(1)
except TimeoutError as error:
    print(error)
left.close()
right.close()

# A child process
order = []


def child():
    code = subprocess.call([sys.executable, "-c", "import time; time.sleep(0.2); raise SystemExit(7)"])
    order.append(code)


def meanwhile():
    order.append("meanwhile")


run(child, meanwhile)
print(order)
