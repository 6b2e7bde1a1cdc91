package io.clustergateway.members;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.members.dial.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * The section {@code members}: what holds for the connections to every member.
 *
 * @param guard over the addresses that may be dialled
 */
public record MemberSettings(AddressGuard guard) {
    /** Reads the section; bad values become faults there. */
    public static MemberSettings read(Settings members) {
        return new MemberSettings(new AddressGuard(
                cidrs(members, "cidrAllow"), cidrs(members, "cidrDeny"), members.bool("allowLoopback", false)));
    }

    private static List<Cidr> cidrs(Settings members, String key) {
        List<Cidr> blocks = new ArrayList<>();
        for (String text : members.list(key, List.of())) {
            try {
                blocks.add(Cidr.parse(text));
            } catch (IllegalArgumentException e) {
                members.fault(key, text, "addresses as 10.0.0.0/8 or fd00::/8, with commas");
            }
        }
        return blocks;
    }
}
