package io.clustergateway.forwarder.request;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How kube-apiserver reads a request (apiserver pkg/endpoints/request RequestInfoFactory): a member authorizes by
 * exactly these attributes, so any other reading here would review another request than the one that is sent.
 */
public final class RequestInfo {
    private static final Set<String> SPECIAL_VERBS = Set.of("proxy", "watch");
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
    private static final Set<String> SELECTED_VERBS = Set.of("list", "watch", "deletecollection");

    private RequestInfo() {}

    /** The verb a method stands for on a named resource; empty for methods Kubernetes has no verb for. */
    public static String verb(HttpMethod method) {
        return switch (method.name()) {
            case "POST" -> "create";
            case "GET", "HEAD" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    /**
     * The attributes of a request.
     *
     * @param path as received; a member decodes it before it looks at it, so that {@code %2F} separates
     * @throws Failure 400 for {@code /watch/} or {@code /proxy/} with nothing behind, which kube-apiserver fails too, and for
     *     a query that decides what is listed and that servers read differently
     */
    public static Attributes of(HttpMethod method, String path, Query query) {
        String decoded = Percent.decode(path);
        List<String> parts = split(decoded);
        boolean core = !parts.isEmpty() && parts.get(0).equals("api");
        boolean grouped = !parts.isEmpty() && parts.get(0).equals("apis");
        if (parts.size() < 3 || !core && !grouped || grouped && parts.size() < 4) {
            return new Attributes.NonResource(method.name().toLowerCase(Locale.ROOT), decoded);
        }
        String group = core ? "" : parts.get(1);
        int version = core ? 1 : 2;
        return resource(method, group, parts.get(version), parts.subList(version + 1, parts.size()), query);
    }

    /**
     * Likewise, of a path and its query as they are sent.
     *
     * @throws Failure 400 for a path that is ambiguous, too
     */
    public static Attributes of(HttpMethod method, String pathAndQuery) {
        int question = pathAndQuery.indexOf('?');
        String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
        PathCheck.refuseAmbiguous(path);
        return of(method, path, question < 0 ? Query.NONE : new Query(pathAndQuery.substring(question + 1)));
    }

    private static Attributes resource(
            HttpMethod method, String group, String version, List<String> rest, Query query) {
        boolean special = SPECIAL_VERBS.contains(rest.get(0));
        if (special && rest.size() < 2) {
            throw Failure.badRequest("path: no resource behind \"%s\" (expected: one)".formatted(rest.get(0)));
        }
        String verb = special ? rest.get(0) : verb(method);
        List<String> parts = special ? rest.subList(1, rest.size()) : rest;
        String namespace = "";
        if (parts.get(0).equals("namespaces") && parts.size() > 1) {
            namespace = parts.get(1);
            if (parts.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(2))) {
                parts = parts.subList(2, parts.size());
            }
        }
        String subresource = parts.size() >= 3 && !verb.equals("proxy") ? parts.get(2) : "";
        String name = parts.size() >= 2 ? parts.get(1) : "";
        return refined(
                new Attributes.Resource(verb, group, version, parts.get(0), subresource, namespace, name, "", ""),
                query);
    }

    private static Attributes refined(Attributes.Resource plain, Query query) {
        String name = plain.name();
        String verb = plain.verb();
        if (name.isEmpty() && verb.equals("get")) {
            verb = query.flag("watch") ? "watch" : "list";
            name = FieldSelector.requiredName(query);
        } else if (name.isEmpty() && verb.equals("delete")) {
            verb = "deletecollection";
        }
        boolean selected = SELECTED_VERBS.contains(verb);
        if (selected) {
            query.refuseAmbiguous();
        }
        return new Attributes.Resource(
                verb,
                plain.group(),
                plain.version(),
                plain.resource(),
                plain.subresource(),
                plain.namespace(),
                name,
                selected ? query.first("fieldSelector").orElse("") : "",
                selected ? query.first("labelSelector").orElse("") : "");
    }

    private static List<String> split(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return start == end
                ? List.of()
                : Arrays.asList(path.substring(start, end).split("/", -1));
    }
}
