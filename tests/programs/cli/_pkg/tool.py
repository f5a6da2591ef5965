print("tool", __name__, __package__, __spec__ and __spec__.name)
if __name__ == "__main__":
    raise SystemExit(4)
