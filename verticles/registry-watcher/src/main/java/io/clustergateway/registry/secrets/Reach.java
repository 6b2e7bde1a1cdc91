package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a member is and by what way it is reached: label endpoint type, keys {@code endpoint} and {@code proxy-url}. */
record Reach(List<Endpoint> endpoints, Egress egress) {
    private static final String ENDPOINT_FORM =
            "https://host:port[/path], or several with commas, without user, query or fragment";
    private static final String PROXY_FORM = "http://, https:// or socks5:// and [user:password@]host[:port]";
    private static final int HTTPS = 443;

    /** @param managed address that comes before the Secret's, for a member without a tunnel */
    static Reach read(ObjectMetadata metadata, SecretData data, Optional<ManagedAddress> managed) throws MemberFault {
        return switch (metadata.label(Names.ENDPOINT_TYPE, "Const")) {
            case "Const" ->
                new Reach(managed.isPresent() ? List.of(managed.get().endpoint()) : endpoints(data), egress(data));
            case "ClusterProxy" -> clusterProxy(metadata, data);
            default ->
                throw new MemberFault(
                        "label %s: unknown type (expected: Const or ClusterProxy)".formatted(Names.ENDPOINT_TYPE));
        };
    }

    /** As the Go program: the member's name is the host, and the agent of that name knows what it leads to. */
    private static Reach clusterProxy(ObjectMetadata metadata, SecretData data) throws MemberFault {
        if (data.optional("proxy-url").isPresent()) {
            throw MemberFault.key("proxy-url", "a ClusterProxy member has no proxy of its own", "no such key");
        }
        return new Reach(List.of(new Endpoint(metadata.name(), HTTPS, "")), new Egress.Konnectivity());
    }

    private static List<Endpoint> endpoints(SecretData data) throws MemberFault {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String text : data.required("endpoint", ENDPOINT_FORM).split(",")) {
            Endpoint endpoint = endpoint(text.strip());
            if (!endpoints.contains(endpoint)) {
                endpoints.add(endpoint);
            }
        }
        if (endpoints.isEmpty()) {
            throw MemberFault.key("endpoint", "no usable address", ENDPOINT_FORM);
        }
        String prefix = endpoints.get(0).pathPrefix();
        if (!endpoints.stream().allMatch(endpoint -> endpoint.pathPrefix().equals(prefix))) {
            throw MemberFault.key("endpoint", "endpoints with different paths", "the same path for all of them");
        }
        return endpoints;
    }

    private static Endpoint endpoint(String text) throws MemberFault {
        if (text.regionMatches(true, 0, "http://", 0, 7)) {
            throw MemberFault.key("endpoint", "http, which shows credentials to everybody", ENDPOINT_FORM);
        }
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw MemberFault.key("endpoint", "no usable address", ENDPOINT_FORM);
        }
    }

    private static Egress egress(SecretData data) throws MemberFault {
        Optional<String> url = data.optional("proxy-url");
        if (url.isEmpty()) {
            return new Egress.Direct();
        }
        Optional<String> ca = proxyCa(data);
        try {
            return Egress.Proxy.parse(url.get(), ca);
        } catch (IllegalArgumentException e) {
            throw MemberFault.key("proxy-url", "no usable proxy", PROXY_FORM);
        }
    }

    /** The member's own CA vouches for an https proxy too, as in Go's transport, unless there is one for the proxy. */
    private static Optional<String> proxyCa(SecretData data) throws MemberFault {
        for (String key : List.of("proxy-ca.crt", "ca.crt", "ca")) {
            Optional<String> pem = data.optional(key);
            if (pem.isPresent()) {
                PemBlocks.certificates(key, pem.get());
                return pem;
            }
        }
        return Optional.empty();
    }
}
