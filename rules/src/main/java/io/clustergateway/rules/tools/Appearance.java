package io.clustergateway.rules.tools;

import io.clustergateway.rules.Decision;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Identity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who somebody is at a member, whichever rule says so. Equal ones make no difference to the member. */
public sealed interface Appearance {
    /** One line for people. */
    @Override
    String toString();

    /** The member credential's own identity. */
    record Privileged() implements Appearance {
        @Override
        public String toString() {
            return "the member credential's own identity";
        }
    }

    /** Somebody; groups in the order of the alphabet, which makes no difference to a member. */
    record Somebody(Identity identity) implements Appearance {
        @Override
        public String toString() {
            return describe(identity);
        }
    }

    /** Whom a server says. */
    record Asked(ExternalExchanger server) implements Appearance {
        @Override
        public String toString() {
            return "whom %s says".formatted(server.url());
        }
    }

    /** Nobody: the request is refused. */
    record Refused(String reason) implements Appearance {
        @Override
        public String toString() {
            return "refused (%s)".formatted(reason);
        }
    }

    /** What a decision comes to. */
    static Appearance of(Decision decision) {
        if (decision instanceof Decision.AsCredential) {
            return new Privileged();
        }
        if (decision instanceof Decision.As as) {
            return new Somebody(sorted(as.identity()));
        }
        if (decision instanceof Decision.AskExternal external) {
            return new Asked(external.by().exchanger().orElseThrow());
        }
        return new Refused(((Decision.Refused) decision).reason().toString());
    }

    /** {@code alice (groups a, b; uid 1; extra scopes: x)}. */
    static String describe(Identity identity) {
        StringBuilder text = new StringBuilder(identity.user());
        String groups = String.join(", ", identity.groups());
        text.append(groups.isEmpty() ? " (no groups" : " (groups " + groups);
        identity.uid().ifPresent(uid -> text.append("; uid ").append(uid));
        if (!identity.extra().isEmpty()) {
            text.append("; extra ").append(extra(identity.extra()));
        }
        return text.append(')').toString();
    }

    private static String extra(Map<String, List<String>> extra) {
        return extra.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + String.join("|", entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Identity sorted(Identity identity) {
        List<String> groups = identity.groups().stream().distinct().sorted().toList();
        return new Identity(identity.user(), identity.uid(), groups, identity.extra());
    }
}
