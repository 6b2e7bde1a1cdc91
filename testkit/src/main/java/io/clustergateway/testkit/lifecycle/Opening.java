package io.clustergateway.testkit.lifecycle;

/** What is open and whose remaining steps may fail: a constructor that fails hands out nothing that could be closed. */
public final class Opening {
    private Opening() {}

    /** The remaining steps. */
    @FunctionalInterface
    public interface Steps<E extends Exception> {
        void take() throws E;
    }

    /** Takes the remaining steps; when they fail, closes what is open and throws what they threw. */
    public static <E extends Exception> void orClose(AutoCloseable open, Steps<E> remaining) throws E {
        try {
            remaining.take();
        } catch (Throwable e) {
            close(open, e);
            throw e;
        }
    }

    private static void close(AutoCloseable open, Throwable cause) {
        try {
            open.close();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }
}
