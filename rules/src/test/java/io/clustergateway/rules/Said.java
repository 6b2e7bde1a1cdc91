package io.clustergateway.rules;

/** Decisions in short, for tables. */
final class Said {
    private Said() {}

    static String of(Decision decision) {
        if (decision instanceof Decision.AsCredential) {
            return "credential";
        }
        if (decision instanceof Decision.AskExternal ask) {
            return "ask " + ask.by().name();
        }
        if (decision instanceof Decision.Refused refused) {
            return "refused " + refused.reason();
        }
        Identity identity = ((Decision.As) decision).identity();
        return identity.user()
                + (identity.groups().isEmpty() ? "" : identity.groups())
                + identity.uid().map(uid -> "#" + uid).orElse("")
                + (identity.extra().isEmpty() ? "" : identity.extra());
    }
}
