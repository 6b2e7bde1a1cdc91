package io.clustergateway.rules;

import java.util.List;
import java.util.Optional;

/** What one scope says of {@link PassingPolicy}; a field it leaves out is decided by the wider scope. */
public record PassingOverrides(
        Optional<Boolean> dropSystemGroups,
        Optional<String> hubIdentityPrefix,
        Optional<Boolean> forwardUid,
        Optional<List<String>> forwardExtra) {
    /** Says nothing. */
    public static final PassingOverrides NONE =
            new PassingOverrides(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Copies the list. */
    public PassingOverrides {
        forwardExtra = forwardExtra.map(List::copyOf);
    }

    /** The policy with these fields laid over it. */
    public PassingPolicy over(PassingPolicy wider) {
        return new PassingPolicy(
                dropSystemGroups.orElse(wider.dropSystemGroups()),
                hubIdentityPrefix.orElse(wider.hubIdentityPrefix()),
                forwardUid.orElse(wider.forwardUid()),
                forwardExtra.orElse(wider.forwardExtra()));
    }
}
