package io.clustergateway.forwarder.request;

import static io.clustergateway.forwarder.request.RequestTarget.GROUP;
import static io.clustergateway.forwarder.request.RequestTarget.VERSION;

import io.clustergateway.forwarder.request.RequestTarget.Description;
import io.clustergateway.forwarder.request.RequestTarget.Flag;
import io.clustergateway.forwarder.request.RequestTarget.MemberHealth;
import io.clustergateway.forwarder.request.RequestTarget.Nowhere;
import io.clustergateway.forwarder.request.RequestTarget.Operations;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.forwarder.request.RequestTarget.Proxied;
import io.clustergateway.kernel.ops.Ops;
import java.util.Map;
import java.util.Optional;

/** Which paths there are. */
final class Paths {
    private static final String RESOURCES = "/apis/" + GROUP + "/" + VERSION;
    private static final String PROXIED = RESOURCES + "/" + OwnResource.CLUSTERGATEWAYS.plural() + "/";
    static final String FLAGS = "/debug/flags/";
    private static final String PROXY = "/proxy";
    private static final Map<String, Page> PAGES = Map.of(
            "/apis",
            Page.GROUPS,
            "/apis/" + GROUP,
            Page.GROUP,
            RESOURCES,
            Page.RESOURCES,
            "/openapi/v2",
            Page.OPENAPI_V2,
            "/openapi/v3",
            Page.OPENAPI_V3,
            "/openapi/v3" + RESOURCES,
            Page.OPENAPI_V3_RESOURCES);

    private Paths() {}

    static RequestTarget read(String path, Query query) {
        if (path.startsWith(PROXIED)) {
            Optional<RequestTarget> proxied = proxied(path, query);
            if (proxied.isPresent()) {
                return proxied.get();
            }
        }
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Page page = PAGES.get(plain);
        if (page != null) {
            return new Description(page, query);
        }
        if (isOperations(plain)) {
            return new Operations(plain, query);
        }
        if (plain.startsWith(FLAGS)) {
            String name = plain.substring(FLAGS.length());
            return name.isEmpty() || name.indexOf('/') >= 0 ? new Nowhere() : new Flag(name);
        }
        return plain.startsWith(RESOURCES + "/") ? own(plain.substring(RESOURCES.length() + 1), query) : new Nowhere();
    }

    private static Optional<RequestTarget> proxied(String path, Query query) {
        int end = path.indexOf('/', PROXIED.length());
        if (end < 0 || !path.startsWith(PROXY, end)) {
            return Optional.empty();
        }
        String name = Percent.decode(path.substring(PROXIED.length(), end));
        String rest = path.substring(end + PROXY.length());
        if (name.isEmpty() || name.indexOf('/') >= 0 || !(rest.isEmpty() || rest.startsWith("/"))) {
            return Optional.empty();
        }
        return Optional.of(new Proxied(
                name, rest.isEmpty() ? "/" : rest, query.without("impersonate"), query.flag("impersonate")));
    }

    private static boolean isOperations(String path) {
        int slash = path.indexOf('/', 1);
        String endpoint = slash < 0 ? path : path.substring(0, slash);
        return Ops.PATHS.contains(endpoint)
                && (slash < 0 || !endpoint.equals("/metrics") && !endpoint.equals("/version"));
    }

    private static RequestTarget own(String rest, Query query) {
        String[] parts = rest.split("/", -1);
        String name = parts.length >= 2 ? Percent.decode(parts[1]) : "";
        boolean isHealth =
                parts.length == 3 && parts[2].equals("health") && parts[0].equals(OwnResource.CLUSTERGATEWAYS.plural());
        if (isHealth && !name.isEmpty() && name.indexOf('/') < 0) {
            return new MemberHealth(name, query);
        }
        if (parts.length > 2 || parts.length == 2 && (name.isEmpty() || name.indexOf('/') >= 0)) {
            return new Nowhere();
        }
        return OwnResource.named(parts[0])
                .<RequestTarget>map(resource -> new Own(resource, name, query))
                .orElseGet(Nowhere::new);
    }
}
