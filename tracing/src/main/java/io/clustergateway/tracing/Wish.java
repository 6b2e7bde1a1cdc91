package io.clustergateway.tracing;

/** Whether what a caller wishes of its trace counts. Of one request, with all its parts; used by one thread at a time. */
final class Wish {
    private boolean counts;

    private Wish(boolean counts) {
        this.counts = counts;
    }

    /** Of a request whose trace the gateway began itself. */
    static Wish ours() {
        return new Wish(true);
    }

    /** Of one whose trace its caller began. */
    static Wish ofStranger() {
        return new Wish(false);
    }

    void known() {
        counts = true;
    }

    boolean counts() {
        return counts;
    }
}
