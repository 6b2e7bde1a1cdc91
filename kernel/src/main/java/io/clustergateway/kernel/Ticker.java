package io.clustergateway.kernel;

/** A monotonic clock in nanoseconds, comparable only with itself: a jump of the wall clock must not stretch a grant. */
@FunctionalInterface
public interface Ticker {
    /** The clock of this process. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary moment; may be negative, compare by subtraction. */
    long nanos();
}
