{{/*
One API group has one server in a hub, so there is one release in a hub and its names are fixed.
*/}}
{{- define "cluster-gateway.name" -}}
cluster-gateway
{{- end }}

{{- define "cluster-gateway.apiService" -}}
v1alpha1.cluster.core.oam.dev
{{- end }}

{{- define "cluster-gateway.selector" -}}
app.kubernetes.io/name: {{ include "cluster-gateway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "cluster-gateway.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{ include "cluster-gateway.selector" . }}
{{- end }}

{{- define "cluster-gateway.subject" -}}
- kind: ServiceAccount
  name: {{ include "cluster-gateway.name" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{- define "cluster-gateway.certificateSecret" -}}
{{ .Values.servingCertificate.secretName | default (printf "%s-serving-cert" (include "cluster-gateway.name" .)) }}
{{- end }}

{{- define "cluster-gateway.featureGates" -}}
{{- $gates := list (printf "ClientIdentityPenetration=%t" .Values.identityPassing) }}
{{- if .Values.featureGate.healthiness }}{{ $gates = append $gates "HealthinessCheck=true" }}{{ end }}
{{- if .Values.featureGate.secretCache }}{{ $gates = append $gates "SecretCache=true" }}{{ end }}
{{- join "," $gates }}
{{- end }}
