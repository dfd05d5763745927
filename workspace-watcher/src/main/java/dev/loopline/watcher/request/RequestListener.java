package dev.loopline.watcher.request;

/** Is called when a request was kept and waits to be served. */
@FunctionalInterface
public interface RequestListener {

    void requestArrived();
}
