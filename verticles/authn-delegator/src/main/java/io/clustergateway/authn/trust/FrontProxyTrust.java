package io.clustergateway.authn.trust;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Credentials.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Under which certificates a front proxy is believed, and by which headers it says who the caller is (apiserver
 * authentication/request/headerrequest).
 *
 * @param allowedNames common names a front proxy may have; empty allows every certificate of the CA
 */
public record FrontProxyTrust(CaBundle ca, List<String> allowedNames, CredentialHeaders headers) {
    /** Copies the list. */
    public FrontProxyTrust {
        allowedNames = List.copyOf(allowedNames);
    }

    /** Whether a front proxy of this common name is believed. */
    public boolean allows(String commonName) {
        return allowedNames.isEmpty() || allowedNames.contains(commonName);
    }

    /**
     * The caller these headers name, or nothing when they name no user.
     *
     * @throws Failure 401 when a part of the name is no text; nobody else may then be taken for the caller
     */
    public Optional<Caller> caller(List<Header> lines) {
        String user = first(headers.users(), lines);
        if (user.isEmpty()) {
            return Optional.empty();
        }
        String uid = first(headers.uids(), lines);
        return Optional.of(new Caller(
                user, Optional.of(uid).filter(text -> !text.isEmpty()), all(headers.groups(), lines), extra(lines)));
    }

    /** Of each name only the first line counts, as for Go's Header.Get. */
    private static String first(List<String> names, List<Header> lines) {
        for (String name : names) {
            Optional<String> value = lines.stream()
                    .filter(line -> line.name().equalsIgnoreCase(name))
                    .map(line -> text(name, line))
                    .findFirst();
            if (value.isPresent() && !value.get().isEmpty()) {
                return value.get();
            }
        }
        return "";
    }

    private static List<String> all(List<String> names, List<Header> lines) {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            lines.stream()
                    .filter(line ->
                            line.name().equalsIgnoreCase(name) && !line.value().isEmpty())
                    .forEach(line -> values.add(text(name, line)));
        }
        return values;
    }

    private Map<String, List<String>> extra(List<Header> lines) {
        Map<String, List<String>> extra = new TreeMap<>();
        for (String prefix : headers.extraPrefixes()) {
            for (Header line : lines) {
                String name = line.name().toLowerCase(Locale.ROOT);
                if (name.startsWith(prefix)) {
                    String key = HeaderText.unescape(name.substring(prefix.length()))
                            .orElseThrow(() -> noText("%s* as a key".formatted(prefix)));
                    extra.computeIfAbsent(key, absent -> new ArrayList<>()).add(text(prefix + "*", line));
                }
            }
        }
        return extra;
    }

    private static String text(String name, Header line) {
        return HeaderText.utf8(line.value()).orElseThrow(() -> noText(name));
    }

    private static Failure noText(String what) {
        return Failure.unauthorized("the front proxy's %s is not UTF-8, so it names nobody".formatted(what))
                .because("IdentityNotText", "expected: the bytes of UTF-8, as kube-apiserver sends them");
    }
}
