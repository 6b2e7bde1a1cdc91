package io.clustergateway.chaos.rig;

/** What a process holds; live heap in KiB. */
public record Level(long files, long threads, long heap) {
    private static final long SPARE_FILES = 24;
    /** Worker pools and the hub library's callers keep threads for a minute after they had work. */
    private static final long SPARE_THREADS = 32;

    private static final long SPARE_HEAP = 24 * 1024;

    /** Whether it is no more than {@code before}, but for what pools keep. */
    public boolean isBackTo(Level before) {
        return files <= before.files + SPARE_FILES
                && threads <= before.threads + SPARE_THREADS
                && heap <= before.heap + SPARE_HEAP;
    }
}
