package io.clustergateway.members.dial;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be dialled for a member (SECURITY.md S16): whoever may write member Secrets must not thereby reach
 * what only the gateway's own host or pod can reach.
 *
 * <p>Refused by themselves are loopback, unspecified, link-local, multicast and broadcast addresses and the well-known
 * cloud metadata addresses. {@code deny} refuses more. {@code allow}, when it is not empty, refuses all that is outside it,
 * and opens a block that is refused by itself only by naming it or a part of it: {@code 0.0.0.0/0} opens none. Loopback is
 * opened by {@code allowLoopback} alone.
 */
public record AddressGuard(List<Cidr> allow, List<Cidr> deny, boolean allowLoopback) {
    private static final List<Cidr> LOOPBACK = blocks("127.0.0.0/8", "::1/128");
    private static final List<Cidr> SPECIAL = blocks(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "255.255.255.255/32",
            "::/128",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            // Metadata services outside link-local: Alibaba, Oracle, Azure's wire server, AWS and Google over IPv6.
            "100.100.100.200/32",
            "192.0.0.192/32",
            "168.63.129.16/32",
            "fd00:ec2::254/128",
            "fd20:ce::254/128");
    /** IPv6 blocks whose last 32 bits are an IPv4 address: mapped, compatible and NAT64 (RFC 4291, 6052). */
    private static final List<Cidr> EMBEDDING = blocks("::ffff:0:0/96", "::/96", "64:ff9b::/96");

    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

    /** Copies the lists. */
    public AddressGuard {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /**
     * Looks at one resolved address, and at the IPv4 address that an IPv6 one stands for.
     *
     * @return why it may not be dialled, without the address; empty when it may
     */
    public Optional<String> refusal(InetAddress address) {
        return readings(address).map(this::reason).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> reason(InetAddress address) {
        if (isIn(deny, address)) {
            return Optional.of("inside --member-cidr-deny");
        }
        if (isIn(LOOPBACK, address)) {
            return allowLoopback ? Optional.empty() : Optional.of("a loopback address");
        }
        Optional<Cidr> special =
                SPECIAL.stream().filter(block -> block.contains(address)).findFirst();
        if (special.isPresent()) {
            boolean isOpened = allow.stream().anyMatch(a -> special.get().covers(a) && a.contains(address));
            return isOpened
                    ? Optional.empty()
                    : Optional.of("a link-local, metadata, multicast or unspecified address");
        }
        return allow.isEmpty() || isIn(allow, address) ? Optional.empty() : Optional.of("outside --member-cidr-allow");
    }

    private static Stream<InetAddress> readings(InetAddress address) {
        byte[] bytes = address.getAddress();
        // ::1 and :: lie in ::/96 too and are no IPv4 addresses.
        boolean isPlain =
                !(address instanceof Inet6Address) || address.isLoopbackAddress() || address.isAnyLocalAddress();
        if (isPlain) {
            return Stream.of(address);
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Stream.of(address, Cidr.address(Arrays.copyOfRange(bytes, 2, 6)));
        }
        return isIn(EMBEDDING, address)
                ? Stream.of(Cidr.address(Arrays.copyOfRange(bytes, 12, 16)))
                : Stream.of(address);
    }

    private static boolean isIn(List<Cidr> blocks, InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static List<Cidr> blocks(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
