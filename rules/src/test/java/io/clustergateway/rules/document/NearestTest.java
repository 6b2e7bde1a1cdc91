package io.clustergateway.rules.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
    private static final List<String> KNOWN =
            List.of("user", "group", "uid", "userPattern", "StaticMappingIdentityExchanger");

    @ParameterizedTest
    @CsvSource({
        "usr, user",
        "USER, user",
        "users, user",
        "suer, user",
        "groups, group",
        "gruop, group",
        "id, uid",
        "userpattern, userPattern",
        "user_pattern, userPattern",
        "Static, StaticMappingIdentityExchanger",
        "StaticMapingIdentityExchanger, StaticMappingIdentityExchanger",
        "namespace,",
        "x,",
        "'',"
    })
    void findsWhatWasMeant(String name, String meant) {
        assertThat(Nearest.to(name, KNOWN)).isEqualTo(Optional.ofNullable(meant));
    }
}
