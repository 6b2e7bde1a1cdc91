package io.clustergateway.dist.rules;

import io.clustergateway.forwarder.request.Query;
import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.tools.cases.RequestLine;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests as people write them → as kube-apiserver reads them, by the forwarder's own reading. */
final class Requests {
    private static final Map<String, HttpMethod> METHODS = Map.ofEntries(
            Map.entry("get", HttpMethod.GET),
            Map.entry("list", HttpMethod.GET),
            Map.entry("watch", HttpMethod.GET),
            Map.entry("head", HttpMethod.HEAD),
            Map.entry("create", HttpMethod.POST),
            Map.entry("post", HttpMethod.POST),
            Map.entry("update", HttpMethod.PUT),
            Map.entry("put", HttpMethod.PUT),
            Map.entry("patch", HttpMethod.PATCH),
            Map.entry("delete", HttpMethod.DELETE),
            Map.entry("deletecollection", HttpMethod.DELETE),
            Map.entry("options", HttpMethod.OPTIONS));
    /** Which say a method, from which the verb follows. */
    private static final List<String> METHOD_WORDS =
            List.of("get", "head", "post", "put", "patch", "delete", "options");

    private Requests() {}

    /**
     * What a request is to a member.
     *
     * @throws IllegalArgumentException when the verb is none, or kube-apiserver makes another one of the path
     */
    static RequestFacts facts(RequestLine line) {
        String verb = line.verb().toLowerCase(Locale.ROOT);
        HttpMethod method = METHODS.get(verb);
        if (method == null) {
            throw new IllegalArgumentException(
                    "verb: %s (expected: get, list, watch, create, update, patch, delete,".formatted(line.verb())
                            + " deletecollection, or an HTTP method)");
        }
        if (!line.path().startsWith("/")) {
            throw new IllegalArgumentException(
                    "path: %s (expected: the path at the member, which begins with a slash)".formatted(line.path()));
        }
        int question = line.path().indexOf('?');
        String path = question < 0 ? line.path() : line.path().substring(0, question);
        String query = question < 0 ? "" : line.path().substring(question + 1);
        String watching = verb.equals("watch") ? query + "&watch=true" : query;
        RequestFacts facts = facts(method, path, new Query(watching));
        if (!facts.verb().equals(verb) && !METHOD_WORDS.contains(verb)) {
            throw new IllegalArgumentException("verb: %s at %s (expected: %s, which is what kube-apiserver makes of it)"
                    .formatted(line.verb(), path, facts.verb()));
        }
        return facts;
    }

    private static RequestFacts facts(HttpMethod method, String path, Query query) {
        Attributes attributes;
        try {
            attributes = RequestInfo.of(method, path, query);
        } catch (Failure failure) {
            throw new IllegalArgumentException(failure.getMessage(), failure);
        }
        if (attributes instanceof Attributes.Resource of) {
            return new RequestFacts(
                    of.verb(), of.group(), of.resource(), of.subresource(), of.namespace(), of.name(), path);
        }
        return new RequestFacts(attributes.verb(), "", "", "", "", "", path);
    }
}
