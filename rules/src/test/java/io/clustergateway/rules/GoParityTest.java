package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules without our extensions decide what the Go program is documented to decide. */
final class GoParityTest {
    private static final String RULES = """
            - {name: super-user, source: {group: sudoer}, type: PrivilegedIdentityExchanger}
            - {name: mapping, source: {user: user-12345, cluster: cluster-34567}, target: {user: user-34567}, type: StaticMappingIdentityExchanger}
            - {name: uid, source: {uid: id-1}, target: {user: by-uid, groups: [g1, g2], uid: id-2}, type: StaticMappingIdentityExchanger}
            - {name: pattern, source: {userPattern: admin}, target: {user: by-pattern}, type: StaticMappingIdentityExchanger}
            - {name: anchored, source: {userPattern: "^dev-[0-9]+$"}, target: {user: by-anchored}, type: StaticMappingIdentityExchanger}
            - {name: groups, source: {groupPattern: "^team-(a|b)$"}, target: {user: by-group}, type: StaticMappingIdentityExchanger}
            - {name: clusters, source: {clusterPattern: "^prod", group: ops}, target: {user: by-cluster}, type: StaticMappingIdentityExchanger}
            - {name: all, source: {user: x, group: y, uid: z, cluster: c, userPattern: "^x", groupPattern: "^y", clusterPattern: "^c"}, target: {user: by-all}, type: StaticMappingIdentityExchanger}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # user      | groups     | uid  | cluster       | decided
                    alice       | sudoer     |      | c             | credential
                    alice       | a;sudoer   |      | c             | credential
                    alice       | sudoers    |      | c             | alice[sudoers]
                    user-12345  |            |      | cluster-34567 | user-34567
                    user-12345  | sudoer     |      | cluster-34567 | credential
                    user-12345  | g          |      | cluster-1     | user-12345[g]
                    user-1      |            |      | cluster-34567 | user-1
                    alice       | g          | id-1 | c             | by-uid[g1, g2]#id-2
                    alice       | g          | id-9 | c             | alice[g]
                    admin       |            |      | c             | by-pattern
                    not-an-admin|            |      | c             | by-pattern
                    ADMIN       |            |      | c             | ADMIN
                    dev-17      |            |      | c             | by-anchored
                    dev-17x     |            |      | c             | dev-17x
                    alice       | team-a     |      | c             | by-group
                    alice       | x;team-b   |      | c             | by-group
                    alice       | team-c     |      | c             | alice[team-c]
                    alice       | xteam-a    |      | c             | alice[xteam-a]
                    alice       | ops        |      | prod-1        | by-cluster
                    alice       | ops        |      | preprod       | alice[ops]
                    alice       | dev        |      | prod-1        | alice[dev]
                    x           | y          | z    | c             | by-all
                    x           | y          | w    | c             | x[y]
                    x           | v          | z    | c             | x[v]
                    x           | y          | z    | d             | x[y]
                    """)
    void decides(String user, String groups, String uid, String cluster, String decided) {
        String[] memberships = groups == null ? new String[0] : groups.split(";");
        Asking asking = Asking.by(user, memberships).uid(uid == null ? "" : uid).at(cluster);
        assertThat(asking.of(Texts.inForce(RULES)))
                .as(Arrays.toString(memberships))
                .isEqualTo(decided);
    }
}
