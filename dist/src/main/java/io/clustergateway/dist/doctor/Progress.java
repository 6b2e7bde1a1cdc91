package io.clustergateway.dist.doctor;

import java.io.PrintWriter;
import java.time.Duration;

/** Says on stderr how far long work is; short work is not spoken of. */
final class Progress {
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final PrintWriter err;
    private final int all;
    private final long begin = System.nanoTime();
    private int done;
    private long spokeAt = begin;

    Progress(PrintWriter err, int all) {
        this.err = err;
        this.all = all;
    }

    /** From any thread. */
    synchronized void finished(String member) {
        done++;
        long now = System.nanoTime();
        if (now - spokeAt > QUIET.toNanos()) {
            spokeAt = now;
            err.println("looked at %d of %d members, last at %s".formatted(done, all, member));
            err.flush();
        }
    }
}
