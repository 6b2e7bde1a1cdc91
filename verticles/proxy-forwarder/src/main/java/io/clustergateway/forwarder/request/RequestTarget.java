package io.clustergateway.forwarder.request;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.ops.Ops;

/** What a request is about. Paths are matched as received, never normalised; a hub sends them decoded and encoded anew. */
public sealed interface RequestTarget {
    /** The API group served. */
    String GROUP = "cluster.core.oam.dev";

    /** Its only version. */
    String VERSION = "v1alpha1";

    /** A static document: discovery or OpenAPI. */
    record Description(Page page, Query query) implements RequestTarget {}

    /**
     * An operations endpoint.
     *
     * @param path one of {@link Ops#PATHS}, or a single check below one
     */
    record Operations(String path, Query query) implements RequestTarget {
        /** Whether anybody may ask, as in the reference. */
        public boolean isHealth() {
            return !path.equals("/metrics") && !path.equals("/version") && !path.equals("/configz");
        }
    }

    /**
     * A resource of our own.
     *
     * @param name empty for the collection
     */
    record Own(OwnResource resource, String name, Query query) implements RequestTarget {}

    /**
     * The subresource by which a member's health is read and written.
     *
     * @param name of the member, never empty
     */
    record MemberHealth(String name, Query query) implements RequestTarget {}

    /**
     * A request to pass on.
     *
     * @param name of the member, never empty
     * @param path for the member as received, begins with a slash
     * @param query for the member as received, without our own pair
     * @param impersonate whether the query turned identity passing on
     */
    record Proxied(String name, String path, Query query, boolean impersonate) implements RequestTarget {
        /** Path and query as the member shall see them. */
        public String pathAndQuery() {
            return query.raw().isEmpty() ? path : path + "?" + query.raw();
        }
    }

    /**
     * A flag that is set while running, at {@code /debug/flags/NAME}.
     *
     * @param name never empty, without a slash
     */
    record Flag(String name) implements RequestTarget {
        /** As it was asked for. */
        public String path() {
            return Paths.FLAGS + name;
        }
    }

    /** A path that leads nowhere. */
    record Nowhere() implements RequestTarget {}

    /**
     * Reads the target of a request line, or the {@code :path} of HTTP/2.
     *
     * @throws Failure 400 when the target is not in origin form or its path is ambiguous
     */
    static RequestTarget parse(String target) {
        refuseForm(target);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Query query = question < 0 ? Query.NONE : new Query(target.substring(question + 1));
        PathCheck.refuseAmbiguous(path);
        return Paths.read(path, query);
    }

    private static void refuseForm(String target) {
        if (!target.startsWith("/")) {
            throw Failure.badRequest("request target: not in origin form (expected: a path that begins with a slash)");
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw Failure.badRequest(
                        "request target: character 0x%02x at %d (expected: printable ASCII without blanks, others %%-encoded)"
                                .formatted((int) c, i));
            }
        }
    }
}
