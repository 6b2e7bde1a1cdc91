package io.clustergateway.authn;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;

/**
 * Refusals in kube-apiserver's words, on which k9s, Headlamp and tests match (apiserver
 * endpoints/handlers/responsewriters/errors.go, apimachinery api/errors NewForbidden).
 */
final class Refusals {
    private Refusals() {}

    /** @param reason the authorizer's, possibly empty */
    static Failure forbidden(Caller caller, Attributes attributes, String reason) {
        String detail = escaped(words(caller, attributes)) + (reason.isEmpty() ? "" : ": " + reason);
        if (!(attributes instanceof Attributes.Resource resource)) {
            return Failure.forbidden("forbidden: " + detail, Hop.HUB_AUTHORIZATION);
        }
        return Failure.forbidden("%s is forbidden: %s".formatted(subject(resource), detail), Hop.HUB_AUTHORIZATION)
                .about(resource.group(), resource.resource(), resource.name());
    }

    private static String subject(Attributes.Resource resource) {
        String qualified =
                resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
        return resource.name().isEmpty() ? qualified : qualified + " " + quoted(resource.name());
    }

    private static String words(Caller caller, Attributes attributes) {
        String start = "User %s cannot %s ".formatted(quoted(caller.user()), attributes.verb());
        if (attributes instanceof Attributes.NonResource path) {
            return start + "path " + quoted(path.path());
        }
        Attributes.Resource resource = (Attributes.Resource) attributes;
        String name = resource.subresource().isEmpty()
                ? resource.resource()
                : resource.resource() + "/" + resource.subresource();
        String scope = resource.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace " + quoted(resource.namespace());
        return start + "resource %s in API group %s %s".formatted(quoted(name), quoted(resource.group()), scope);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** As by Go's %q. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int c) {
        switch (c) {
            case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> {
                if (c < ' ' || c == 0x7F) {
                    quoted.append("\\x%02x".formatted(c));
                } else {
                    quoted.appendCodePoint(c);
                }
            }
        }
    }
}
