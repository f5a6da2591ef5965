import threading


def work(number, ready, go):
    local = number * 10
    ready.wait()  # @waits
    go.wait()
    result = local + 1  # @after
    results.append(result)


def main():
    ready = threading.Barrier(3)
    go = threading.Event()
    workers = [
        threading.Thread(target=work, args=(n, ready, go), name=f"worker {n}") for n in (1, 2)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    count = len(workers)  # @started
    go.set()
    for worker in workers:
        worker.join()
    print(sorted(results))


results = []
main()
