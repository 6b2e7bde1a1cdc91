package io.clustergateway.dist.cluster;

import io.clustergateway.kernel.StartFault;
import java.util.regex.Pattern;

/** What may be a part of a path at the hub: as every Secret's name, a DNS name (RFC 1123). */
final class MemberName {
    private static final int LONGEST = 253;
    private static final Pattern DNS_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private MemberName() {}

    /** The name itself. */
    static String checked(String name) {
        if (name.length() > LONGEST || !DNS_NAME.matcher(name).matches()) {
            throw new StartFault(
                    "NAME: %s (expected: a DNS name of lower-case letters, digits, - and .)".formatted(name));
        }
        return name;
    }
}
