package io.clustergateway.kernel.contract;

import io.clustergateway.kernel.trace.Continuation;
import java.util.List;
import java.util.Optional;

/**
 * Who is it, and may they do all of this?
 *
 * @param attributes all must be allowed; empty when the caller only has to be known
 * @param trace which the hub continues when it is asked; no answer depends on it
 */
public record AccessQuestion(Credentials credentials, List<Attributes> attributes, Optional<Continuation> trace) {
    /** Copies the list. */
    public AccessQuestion {
        attributes = List.copyOf(attributes);
    }

    /** Of a request that nobody traces. */
    public AccessQuestion(Credentials credentials, List<Attributes> attributes) {
        this(credentials, attributes, Optional.empty());
    }
}
