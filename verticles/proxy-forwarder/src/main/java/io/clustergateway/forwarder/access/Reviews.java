package io.clustergateway.forwarder.access;

import io.clustergateway.forwarder.request.FieldSelector;
import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a caller must be allowed.
 *
 * @param subpath whether the hub reviews the inner request too ({@code --authorize-proxy-subpath})
 * @param upgradesNeedCreate whether an upgrade needs {@code create}: a WebSocket is opened by GET, so that {@code get}
 *     alone would let people exec (kubernetes#78741)
 */
public record Reviews(boolean subpath, boolean upgradesNeedCreate) {
    /** For a request about our own resources. */
    public List<Attributes> of(HttpMethod method, RequestTarget.Own target) {
        String verb = RequestInfo.verb(method);
        String name = target.name();
        if (name.isEmpty()) {
            name = verb.equals("get") ? FieldSelector.requiredName(target.query()) : "";
            verb = switch (verb) {
                case "get" -> target.query().flag("watch") ? "watch" : "list";
                case "delete" -> "deletecollection";
                default -> verb;
            };
        }
        return List.of(Attributes.Resource.clusterScoped(
                verb,
                RequestTarget.GROUP,
                RequestTarget.VERSION,
                target.resource().plural(),
                "",
                name));
    }

    /** For a member's health. */
    public List<Attributes> of(HttpMethod method, RequestTarget.MemberHealth target) {
        return List.of(Attributes.Resource.clusterScoped(
                RequestInfo.verb(method),
                RequestTarget.GROUP,
                RequestTarget.VERSION,
                "clustergateways",
                "health",
                target.name()));
    }

    /** For an operations endpoint that is not open to anybody. */
    public List<Attributes> of(HttpMethod method, RequestTarget.Operations target) {
        return List.of(new Attributes.NonResource(method.name().toLowerCase(Locale.ROOT), target.path()));
    }

    /**
     * For a request to a member.
     *
     * @param inner what it asks of the member
     */
    public List<Attributes> of(HttpMethod method, RequestTarget.Proxied target, Attributes inner, boolean upgrade) {
        boolean opens = upgrade && upgradesNeedCreate && opensStream(inner);
        String verb = RequestInfo.verb(method);
        List<Attributes> wanted = new ArrayList<>(4);
        wanted.add(outer(verb, target.name()));
        if (opens && !verb.equals("create")) {
            wanted.add(outer("create", target.name()));
        }
        if (subpath) {
            wanted.add(inner);
            if (opens
                    && inner instanceof Attributes.Resource resource
                    && !inner.verb().equals("create")) {
                wanted.add(resource.withVerb("create"));
            }
        }
        return wanted;
    }

    /** Watches and logs are reads, whatever they travel by; whatever else upgrades may do anything. */
    private static boolean opensStream(Attributes inner) {
        return !(inner instanceof Attributes.Resource resource)
                || !(resource.verb().equals("watch") && resource.subresource().isEmpty()
                        || resource.verb().equals("get")
                                && resource.subresource().equals("log"));
    }

    private static Attributes outer(String verb, String name) {
        return Attributes.Resource.clusterScoped(
                verb, RequestTarget.GROUP, RequestTarget.VERSION, "clustergateways", "proxy", name);
    }
}
