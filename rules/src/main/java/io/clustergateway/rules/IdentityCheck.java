package io.clustergateway.rules;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an identity must be like before it may go to a member as headers: a control character could end a header, and an
 * empty user would be no impersonation at all. The answers go to clients, so they hold no values.
 */
final class IdentityCheck {
    private IdentityCheck() {}

    /** What is wrong with the texts of an identity. */
    static Optional<String> fault(Identity identity) {
        Optional<String> fault = fault("user", identity.user())
                .or(() -> identity.uid().flatMap(uid -> fault("uid", uid)))
                .or(() -> fault("group", identity.groups()));
        return fault.isPresent() || identity.extra().isEmpty() ? fault : faultOfExtra(identity.extra());
    }

    private static Optional<String> faultOfExtra(Map<String, List<String>> extra) {
        return fault("extra key", extra.keySet())
                .or(() -> extra.values().stream()
                        .flatMap(List::stream)
                        .filter(IdentityCheck::isControlled)
                        .findFirst()
                        .map(value -> controlled("extra value")));
    }

    /** What is wrong with the size of a computed identity. */
    static Optional<String> tooLarge(Identity identity, Limits limits) {
        int values = identity.extra().values().stream().mapToInt(List::size).sum();
        if (identity.groups().size() > limits.identitySize()) {
            return Optional.of("%d groups (expected: at most %d)"
                    .formatted(identity.groups().size(), limits.identitySize()));
        }
        if (values + identity.extra().size() > limits.identitySize()) {
            return Optional.of("%d extra values (expected: at most %d)".formatted(values, limits.identitySize()));
        }
        return longest(identity, limits.nameSize());
    }

    private static Optional<String> longest(Identity identity, int most) {
        Map<String, Collection<String>> parts = Map.of(
                "user", List.of(identity.user()),
                "uid", identity.uid().map(List::of).orElse(List.of()),
                "group", identity.groups(),
                "extra key", identity.extra().keySet(),
                "extra value",
                        identity.extra().values().stream().flatMap(List::stream).toList());
        return parts.entrySet().stream()
                .filter(part -> part.getValue().stream().anyMatch(text -> text.length() > most))
                .map(part -> "%s: longer than %d characters".formatted(part.getKey(), most))
                .sorted()
                .findFirst();
    }

    private static Optional<String> fault(String part, Collection<String> texts) {
        for (String text : texts) {
            Optional<String> fault = fault(part, text);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fault(String part, String text) {
        if (text.isEmpty()) {
            return Optional.of(part + ": empty (expected: a name)");
        }
        return isControlled(text) ? Optional.of(controlled(part)) : Optional.empty();
    }

    private static String controlled(String part) {
        return part + ": control character (expected: printable text)";
    }

    private static boolean isControlled(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < 0x20 || text.charAt(at) == 0x7f) {
                return true;
            }
        }
        return false;
    }
}
