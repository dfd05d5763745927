package dev.loopline.watcher.request;

/** Is told that a request was kept and waits to be worked on. */
@FunctionalInterface
public interface RequestListener {

    void requestArrived();
}
