package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.upstream.ImpersonationHeaders.Line;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which headers a member sees: first everything that is not for it is left out, then the credential and the identity are
 * added, then the result is checked. Nothing a client sends, Connection lists included, reaches past the second step.
 */
final class HeaderPolicy {
    private static final Set<String> NEVER_FORWARDED =
            Set.of("authorization", "cookie", "cookie2", "expect", "host", "forwarded", "content-length");

    private static final List<String> PREFIXES_NEVER_FORWARDED =
            List.of("proxy-", "impersonate-", "x-forwarded-", "x-remote-");
    private static final String TOKEN_PROTOCOL = "base64url.bearer.authorization.k8s.io.";
    private static final String PROTOCOLS = "sec-websocket-protocol";

    private final String userAgent;

    HeaderPolicy(String userAgent) {
        this.userAgent = userAgent;
    }

    /**
     * A fresh map with everything but Host, framing and, for upgrades, Connection and Upgrade.
     *
     * @param received as the client sent them
     * @throws Failure 400 for a value that would split the request, 403 for an identity that cannot be carried, 500
     *     when the result does not hold the identity exactly
     */
    MultiMap outgoing(MultiMap received, Admitted admitted, Optional<String> authorization) {
        List<Line> identity = ImpersonationHeaders.of(admitted.impersonation());
        MultiMap out = kept(received, admitted.credentialHeaders());
        out.set("audit-id", admitted.auditId());
        if (!userAgent.isEmpty() && !out.contains("user-agent")) {
            out.set("user-agent", userAgent);
        }
        authorization.ifPresent(value -> out.add("authorization", value));
        identity.forEach(line -> out.add(line.name(), line.value()));
        verify(out, identity, authorization);
        return out;
    }

    private static MultiMap kept(MultiMap received, CredentialHeaders credentialHeaders) {
        Set<String> hop = HopByHop.namesToStrip(received);
        MultiMap out = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : received) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (hop.contains(name) || isOurs(name, credentialHeaders)) {
                continue;
            }
            requireWhole(name, header.getValue());
            if (name.equals(PROTOCOLS)) {
                withoutToken(header.getValue()).ifPresent(value -> out.add(name, value));
            } else {
                out.add(name, header.getValue());
            }
        }
        return out;
    }

    /** An underscore is a dash to some servers, so both spell the same name here. */
    private static boolean isOurs(String name, CredentialHeaders credentialHeaders) {
        String dashed = name.replace('_', '-');
        return name.startsWith(":")
                || NEVER_FORWARDED.contains(dashed)
                || PREFIXES_NEVER_FORWARDED.stream().anyMatch(dashed::startsWith)
                || credentialHeaders.names(name)
                || credentialHeaders.names(dashed)
                || CredentialHeaders.DEFAULT.names(dashed);
    }

    private static Optional<String> withoutToken(String protocols) {
        List<String> kept = new ArrayList<>();
        for (String protocol : protocols.split(",")) {
            if (!protocol.strip().startsWith(TOKEN_PROTOCOL) && !protocol.isBlank()) {
                kept.add(protocol.strip());
            }
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", kept));
    }

    private static void requireWhole(String name, String value) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == ':')) {
            throw Failure.badRequest("a header without a proper name (expected: a token)");
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw Failure.badRequest(
                    "header %s: a line break or NUL in its value (expected: one line)".formatted(name));
        }
    }

    /** Reads what is about to be sent rather than what was meant to be. */
    static void verify(MultiMap out, List<Line> identity, Optional<String> authorization) {
        List<Line> sent = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (Map.Entry<String, String> header : out) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("impersonate")) {
                sent.add(new Line(name, header.getValue()));
            } else if (name.equals("authorization")) {
                tokens.add(header.getValue());
            }
        }
        List<Line> meant = identity.stream()
                .map(line -> new Line(line.name().toLowerCase(Locale.ROOT), line.value()))
                .toList();
        if (!sent.equals(meant) || !tokens.equals(authorization.stream().toList())) {
            throw Failure.internal(Hop.GATEWAY).because("IdentityNotExact", "the request was not sent");
        }
    }
}
