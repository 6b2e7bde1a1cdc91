package io.clustergateway.members.dial;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses.
 *
 * @param bits length of the prefix
 */
public record Cidr(InetAddress network, int bits) {
    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or one address.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("cidr: %s (expected: address/bits)".formatted(text));
        }
        int most = address.length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("cidr: %s (expected: bits 0-%d)".formatted(text, most));
        }
        return new Cidr(address(address), bits);
    }

    boolean contains(InetAddress candidate) {
        byte[] mine = network.getAddress();
        byte[] theirs = candidate.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - rest) & 0xff;
        return rest == 0 || (mine[whole] & mask) == (theirs[whole] & mask);
    }

    /** Whether every address of the other block is in this one. */
    boolean covers(Cidr other) {
        return bits <= other.bits && contains(other.network);
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("%d bytes (expected: 4 or 16)".formatted(bytes.length), e);
        }
    }
}
