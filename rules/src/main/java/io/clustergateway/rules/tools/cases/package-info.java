/**
 * Cases beside rules: who must be whom. {@link io.clustergateway.rules.tools.cases.CasesReader} reads them, {@link
 * io.clustergateway.rules.tools.cases.CaseRun} puts them to rules.
 */
@NullMarked
package io.clustergateway.rules.tools.cases;

import org.jspecify.annotations.NullMarked;
