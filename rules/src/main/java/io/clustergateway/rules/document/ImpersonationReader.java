package io.clustergateway.rules.document;

import io.clustergateway.rules.PassingOverrides;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code spec.impersonation}. */
final class ImpersonationReader {
    private static final List<String> FIELDS =
            List.of("dropSystemGroups", "hubIdentityPrefix", "forwardUid", "forwardExtra");

    private ImpersonationReader() {}

    static Optional<PassingOverrides> read(Section spec) {
        return spec.section("impersonation", FIELDS).map(impersonation -> {
            ValueReader values = new ValueReader(impersonation);
            return new PassingOverrides(
                    values.flag("dropSystemGroups"),
                    impersonation.anyText("hubIdentityPrefix").map(ScalarText::value),
                    values.flag("forwardUid"),
                    forwardExtra(impersonation));
        });
    }

    private static Optional<List<String>> forwardExtra(Section impersonation) {
        return impersonation
                .texts("forwardExtra")
                .map(keys -> keys.stream()
                        .filter(key -> isKey(key, impersonation.faults()))
                        .map(key -> key.value().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static boolean isKey(ScalarText key, Faults faults) {
        int star = key.value().indexOf('*');
        boolean isKey = star < 0 || star == key.value().length() - 1;
        if (!isKey) {
            faults.error(
                    "InvalidKeyPattern",
                    key.at(),
                    "spec.impersonation.forwardExtra: %s (expected: a key, or the beginning of keys and then *)"
                            .formatted(Shown.value(key.value())));
        }
        return isKey;
    }
}
