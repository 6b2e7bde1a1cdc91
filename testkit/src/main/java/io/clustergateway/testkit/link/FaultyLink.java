package io.clustergateway.testkit.link;

/**
 * Carries TCP connections on loopback to one target and spoils them as it is told, in the terms of Toxiproxy. Safe to use from
 * any thread but Vert.x's.
 */
public interface FaultyLink extends AutoCloseable {
    /** The port to connect to instead of the target's. */
    int port();

    /** Spoils open connections and those to come; a toxic of that name must not be there. */
    void add(Toxic toxic);

    /** Takes a toxic out; connections whose bytes it kept back are closed. */
    void remove(String toxic);

    /** Closes every connection and refuses new ones. */
    void cut();

    /** Without any toxic, and carrying new connections. */
    void mend();

    @Override
    void close();
}
