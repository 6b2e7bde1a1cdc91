package io.clustergateway.kernel.contract;

import java.util.List;

/**
 * Who is it, and may they do all of this?
 *
 * @param attributes all must be allowed; empty when the caller only has to be known
 */
public record AccessQuestion(Credentials credentials, List<Attributes> attributes) {
    /** Copies the list. */
    public AccessQuestion {
        attributes = List.copyOf(attributes);
    }
}
