package io.clustergateway.testkit.pocket;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.stream.Stream;

/** A request line as the reference's RequestInfo reads it. */
record RequestInfo(Attributes attributes, List<String> segments) {

    static RequestInfo of(HttpServerRequest request, MultiMap query) {
        String path = request.path() == null ? "/" : request.path();
        List<String> segments = Stream.of(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(GoUrl::segment)
                .toList();
        return new RequestInfo(attributes(request, path, segments, query), segments);
    }

    private static Attributes attributes(
            HttpServerRequest request, String path, List<String> segments, MultiMap query) {
        boolean core = !segments.isEmpty() && segments.get(0).equals("api");
        boolean grouped = !segments.isEmpty() && segments.get(0).equals("apis");
        int prefix = core ? 2 : 3;
        if (!core && !grouped || segments.size() <= prefix) {
            return Attributes.path(method(request.method()), path);
        }
        String group = core ? "" : segments.get(1);
        return resource(group, segments.get(prefix - 1), segments.subList(prefix, segments.size()), request, query);
    }

    private static Attributes resource(
            String group, String version, List<String> rest, HttpServerRequest request, MultiMap query) {
        String namespace = "";
        List<String> parts = rest;
        if (parts.get(0).equals("namespaces") && parts.size() > 1) {
            namespace = parts.get(1);
            boolean inside = parts.size() > 2
                    && !parts.get(2).equals("status")
                    && !parts.get(2).equals("finalize");
            parts = inside ? parts.subList(2, parts.size()) : parts;
        }
        String name = parts.size() > 1 ? parts.get(1) : "";
        String subresource = parts.size() > 2 ? parts.get(2) : "";
        String verb = verb(request.method(), name.isEmpty(), query);
        return new Attributes(verb, group, version, parts.get(0), subresource, namespace, name, "");
    }

    private static String verb(HttpMethod method, boolean collection, MultiMap query) {
        String verb = method(method);
        if (!collection) {
            return verb;
        }
        if (verb.equals("get")) {
            return flag(query, "watch") ? "watch" : "list";
        }
        return verb.equals("delete") ? "deletecollection" : verb;
    }

    private static String method(HttpMethod method) {
        return switch (method.name()) {
            case "GET", "HEAD" -> "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    static boolean flag(MultiMap query, String name) {
        String value = query.get(name);
        return value != null && !value.equals("false") && !value.equals("0");
    }
}
