package io.clustergateway.kernel.trace;

import io.vertx.core.MultiMap;
import java.util.Optional;

/** A part of a request's way. Used by one thread at a time. Its attributes hold no credential and no name of a user. */
public interface Span {
    /** A part of this part. */
    Span child(String name);

    /** A request of ours to somebody else, which is a part of this part. */
    Span client(String name);

    /** What it was turned out to be; of few values. */
    void rename(String name);

    /** Says something about it; an empty text says nothing. */
    void put(String key, String value);

    /** Likewise. */
    void put(String key, long value);

    /**
     * It did not do what it was for.
     *
     * @param reason CamelCase, of few values
     */
    void failed(String reason);

    /** It is over. */
    void end();

    /**
     * Its caller is known. A trace that only the caller wants kept is kept from here on, and of no request of which this is
     * never said. Said of any part, it holds for all of them.
     */
    void known();

    /** Has the next one continue the trace here; leaves what the caller sent where nothing is recorded. */
    void propagate(MultiMap headers);

    /** The trace, if somebody keeps it: then its id leads somewhere. */
    Optional<TraceContext> context();

    /** How the hub, asked about the caller, continues the trace here; empty where nothing is recorded. */
    Optional<Continuation> continuation();

    /** Whether somebody looks at what is put. */
    boolean isRecorded();
}
