package io.clustergateway.testkit.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.StringJoiner;

/** RFC 1928 and 1929: CONNECT only. */
final class SocksRequest extends ProxyRequest {
    private static final int NO_LOGIN = 0;
    private static final int LOGIN = 2;
    private static final int NONE_ACCEPTED = 0xff;
    private static final int IPV4 = 1;
    private static final int NAME = 3;

    private Step next = Step.METHODS;

    private enum Step {
        METHODS,
        PASSWORD,
        REQUEST,
        CARRYING
    }

    SocksRequest(ForwardProxy proxy, NetSocket near) {
        super(proxy, near);
    }

    @Override
    int step(Buffer bytes) {
        return switch (next) {
            case METHODS -> methods(bytes);
            case PASSWORD -> password(bytes);
            case REQUEST -> request(bytes);
            case CARRYING -> 0;
        };
    }

    private int methods(Buffer bytes) {
        if (bytes.length() < 2 || bytes.length() < 2 + bytes.getUnsignedByte(1)) {
            return 0;
        }
        int length = 2 + bytes.getUnsignedByte(1);
        int wanted = proxy.needsLogin() ? LOGIN : NO_LOGIN;
        for (int i = 2; i < length; i++) {
            if (bytes.getUnsignedByte(i) == wanted) {
                near.write(octets(5, wanted));
                next = proxy.needsLogin() ? Step.PASSWORD : Step.REQUEST;
                return length;
            }
        }
        near.end(octets(5, NONE_ACCEPTED));
        next = Step.CARRYING;
        return 0;
    }

    private int password(Buffer bytes) {
        if (bytes.length() < 2 || bytes.length() < 3 + bytes.getUnsignedByte(1)) {
            return 0;
        }
        int user = bytes.getUnsignedByte(1);
        int length = 3 + user + bytes.getUnsignedByte(2 + user);
        if (bytes.length() < length) {
            return 0;
        }
        String login = bytes.getString(2, 2 + user) + ":" + bytes.getString(3 + user, length);
        if (proxy.admits(login)) {
            near.write(octets(1, 0));
            next = Step.REQUEST;
            return length;
        }
        near.end(octets(1, 1));
        next = Step.CARRYING;
        return 0;
    }

    private int request(Buffer bytes) {
        int length = bytes.length() < 5 ? Integer.MAX_VALUE : length(bytes);
        if (bytes.length() < length) {
            return 0;
        }
        String target = host(bytes) + ":" + bytes.getUnsignedShort(length - 2);
        proxy.note(target);
        next = Step.CARRYING;
        proxy.connect(near, target, reply(0), reply(5), bytes.getBuffer(length, bytes.length()));
        return 0;
    }

    private static int length(Buffer bytes) {
        return switch (bytes.getUnsignedByte(3)) {
            case IPV4 -> 10;
            case NAME -> 7 + bytes.getUnsignedByte(4);
            default -> 22;
        };
    }

    private static String host(Buffer bytes) {
        return switch (bytes.getUnsignedByte(3)) {
            case IPV4 -> {
                StringJoiner address = new StringJoiner(".");
                for (int i = 4; i < 8; i++) {
                    address.add(Integer.toString(bytes.getUnsignedByte(i)));
                }
                yield address.toString();
            }
            case NAME -> bytes.getString(5, 5 + bytes.getUnsignedByte(4));
            default -> "ipv6";
        };
    }

    private static Buffer reply(int code) {
        return octets(5, code, 0, IPV4, 0, 0, 0, 0, 0, 0);
    }

    private static Buffer octets(int... values) {
        Buffer buffer = Buffer.buffer();
        for (int value : values) {
            buffer.appendUnsignedByte((short) value);
        }
        return buffer;
    }
}
