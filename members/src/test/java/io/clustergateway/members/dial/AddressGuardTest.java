package io.clustergateway.members.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
    private static final AddressGuard DEFAULT = guard(List.of(), List.of(), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.1.1",
                "224.0.0.1",
                "239.255.255.250",
                "255.255.255.255",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "::1",
                "::",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::"
            })
    void refusesWhatOnlyThisHostCanReach(String address) {
        assertThat(DEFAULT.refusal(of(address))).isPresent();
        assertThat(DEFAULT.refusal(of(address)).get()).doesNotContain(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "8.8.8.8",
                "100.64.0.1",
                "fd00::1",
                "2001:db8::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::1"
            })
    void letsPrivateAndPublicAddressesPass(String address) {
        assertThat(DEFAULT.refusal(of(address))).isEmpty();
    }

    @Test
    void allowedBlocksExcludeAllOthersAndOpenNothingByAccident() {
        AddressGuard guard = guard(List.of("0.0.0.0/0", "fd00::/8"), List.of(), false);
        assertThat(guard.refusal(of("10.1.1.1"))).isEmpty();
        assertThat(guard.refusal(of("2001:db8::1"))).hasValue("outside --member-cidr-allow");
        assertThat(guard.refusal(of("169.254.169.254"))).isPresent();
        assertThat(guard.refusal(of("127.0.0.1"))).isPresent();
        assertThat(guard.refusal(of("fd00:ec2::254"))).isPresent();
    }

    @Test
    void aBlockNamedByItselfIsOpenedButNeverLoopback() {
        AddressGuard guard = guard(List.of("169.254.20.0/24", "127.0.0.0/8"), List.of(), false);
        assertThat(guard.refusal(of("169.254.20.7"))).isEmpty();
        assertThat(guard.refusal(of("169.254.169.254"))).isPresent();
        assertThat(guard.refusal(of("127.0.0.1"))).hasValue("a loopback address");
    }

    @Test
    void deniedBlocksWinOverEverything() {
        AddressGuard guard = guard(List.of("10.0.0.0/8"), List.of("10.96.0.0/12", "127.0.0.2"), true);
        assertThat(guard.refusal(of("10.96.0.1"))).hasValue("inside --member-cidr-deny");
        assertThat(guard.refusal(of("::ffff:10.96.0.1"))).hasValue("inside --member-cidr-deny");
        assertThat(guard.refusal(of("10.0.0.1"))).isEmpty();
        assertThat(guard.refusal(of("127.0.0.1"))).isEmpty();
        assertThat(guard.refusal(of("127.0.0.2"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "10.0.0/8", "a.example/8", "10.0.0.0/-1", "10.0.0.0/x", ""})
    void refusesWhatIsNoBlock(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static AddressGuard guard(List<String> allow, List<String> deny, boolean loopback) {
        return new AddressGuard(cidrs(allow), cidrs(deny), loopback);
    }

    private static List<Cidr> cidrs(List<String> texts) {
        return Stream.of(texts.toArray(String[]::new)).map(Cidr::parse).toList();
    }

    private static java.net.InetAddress of(String text) {
        return Cidr.address(NetUtil.createByteArrayFromIpAddressString(text));
    }
}
