package io.clustergateway.authn.trust;

import io.clustergateway.kernel.contract.CredentialHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the hub says in {@code kube-system/extension-apiserver-authentication}. A part that is broken, or was there and is
 * no more, leaves its last good version in force, as in apiserver dynamiccertificates.
 *
 * @param faults one line for each part that cannot be used
 */
record AuthenticationConfigMap(Optional<CaBundle> clientCa, Optional<FrontProxyTrust> frontProxy, List<String> faults) {
    static final String NAMESPACE = "kube-system";
    static final String NAME = "extension-apiserver-authentication";
    /** No part is known. */
    static final AuthenticationConfigMap NOTHING =
            new AuthenticationConfigMap(Optional.empty(), Optional.empty(), List.of());

    private static final String MISSING =
            "%s: not in it (expected: the hub's kube-apiserver puts it there when it runs" + " with --%s)";

    /** Reads an object's {@code data}. */
    static AuthenticationConfigMap read(JsonObject object, AuthenticationConfigMap before) {
        JsonObject data = object.getValue("data") instanceof JsonObject json ? json : new JsonObject();
        List<String> faults = new ArrayList<>();
        Optional<CaBundle> clientCa = bundle(data, "client-ca-file", faults);
        Optional<FrontProxyTrust> frontProxy =
                bundle(data, "requestheader-client-ca-file", faults).flatMap(ca -> frontProxy(ca, data, faults));
        return new AuthenticationConfigMap(
                clientCa.or(before::clientCa), frontProxy.or(before::frontProxy), List.copyOf(faults));
    }

    private static Optional<CaBundle> bundle(JsonObject data, String key, List<String> faults) {
        if (!(data.getValue(key) instanceof String pem) || pem.isBlank()) {
            faults.add(MISSING.formatted(key, key));
            return Optional.empty();
        }
        try {
            return Optional.of(CaBundle.parse(pem));
        } catch (IllegalArgumentException e) {
            faults.add("%s: %s".formatted(key, e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<FrontProxyTrust> frontProxy(CaBundle ca, JsonObject data, List<String> faults) {
        try {
            CredentialHeaders headers = new CredentialHeaders(
                    names(data, "requestheader-username-headers"),
                    names(data, "requestheader-uid-headers"),
                    names(data, "requestheader-group-headers"),
                    names(data, "requestheader-extra-headers-prefix"));
            return Optional.of(new FrontProxyTrust(ca, names(data, "requestheader-allowed-names"), headers));
        } catch (IllegalArgumentException e) {
            faults.add(e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> names(JsonObject data, String key) {
        if (!(data.getValue(key) instanceof String text) || text.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Object name : array(key, text)) {
            if (!(name instanceof String string) || string.isBlank()) {
                throw new IllegalArgumentException("%s: %s (expected: a JSON list of names)".formatted(key, text));
            }
            names.add(string.strip());
        }
        return names;
    }

    private static JsonArray array(String key, String text) {
        try {
            return new JsonArray(text);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("%s: %s (expected: a JSON list of names)".formatted(key, text), e);
        }
    }
}
