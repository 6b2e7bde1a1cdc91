package io.clustergateway.dist.packed;

import java.util.List;
import java.util.Set;

/** The licences under which a packed jar may come: those that ask for no more than their text and notices. */
final class Licences {
    /**
     * SPDX ids, and what POMs say whose text is that of one, by the name in the bill of materials. EPL-2.0 and MPL-2.0 bind only their
     * own files, which are packed as they are.
     */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "MIT",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "BSD 3-clause",
            "CC0-1.0",
            "EPL-2.0",
            "Bouncy Castle Licence",
            "Go License");

    private Licences() {}

    /** Of several licences the one that suits is chosen; without any, nobody may use it. */
    static boolean allow(List<String> licences) {
        return licences.stream().anyMatch(ALLOWED::contains);
    }
}
