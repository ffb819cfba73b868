#include "cpacks.h"

/* #embed is standard C since C23; the package is compiled as an earlier one. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char calendars_cn_2024_json[] = {
#embed "../../rules/calendars/cn/2024.json"
};

static const unsigned char calendars_cn_2025_json[] = {
#embed "../../rules/calendars/cn/2025.json"
};

static const unsigned char calendars_cn_2026_json[] = {
#embed "../../rules/calendars/cn/2026.json"
};

static const unsigned char calendars_cn_calendar_json[] = {
#embed "../../rules/calendars/cn/calendar.json"
};

static const unsigned char calendars_cn_pack_json[] = {
#embed "../../rules/calendars/cn/pack.json"
};

static const unsigned char calendars_eu_institutions_calendar_json[] = {
#embed "../../rules/calendars/eu-institutions/calendar.json"
};

static const unsigned char calendars_eu_institutions_days_txt[] = {
#embed "../../rules/calendars/eu-institutions/days.txt"
};

static const unsigned char calendars_eu_institutions_pack_json[] = {
#embed "../../rules/calendars/eu-institutions/pack.json"
};

static const unsigned char calendars_target2_calendar_json[] = {
#embed "../../rules/calendars/target2/calendar.json"
};

static const unsigned char calendars_target2_days_txt[] = {
#embed "../../rules/calendars/target2/days.txt"
};

static const unsigned char calendars_target2_pack_json[] = {
#embed "../../rules/calendars/target2/pack.json"
};

static const unsigned char calendars_us_federal_calendar_json[] = {
#embed "../../rules/calendars/us-federal/calendar.json"
};

static const unsigned char calendars_us_federal_days_txt[] = {
#embed "../../rules/calendars/us-federal/days.txt"
};

static const unsigned char calendars_us_federal_pack_json[] = {
#embed "../../rules/calendars/us-federal/pack.json"
};

static const unsigned char calendars_us_sec_calendar_json[] = {
#embed "../../rules/calendars/us-sec/calendar.json"
};

static const unsigned char calendars_us_sec_days_txt[] = {
#embed "../../rules/calendars/us-sec/days.txt"
};

static const unsigned char calendars_us_sec_pack_json[] = {
#embed "../../rules/calendars/us-sec/pack.json"
};

static const unsigned char office_json[] = {
#embed "../../rules/office.json"
};

static const unsigned char packs_test_json[] = {
#embed "../../rules/packs.test.json"
};

static const unsigned char policies_json[] = {
#embed "../../rules/policies.json"
};

static const unsigned char regimes_cn_493_accident_json[] = {
#embed "../../rules/regimes/cn-493/accident.json"
};

static const unsigned char regimes_cn_493_accident_test_json[] = {
#embed "../../rules/regimes/cn-493/accident.test.json"
};

static const unsigned char regimes_cn_493_order21_json[] = {
#embed "../../rules/regimes/cn-493/order21.json"
};

static const unsigned char regimes_cn_493_pack_json[] = {
#embed "../../rules/regimes/cn-493/pack.json"
};

static const unsigned char regimes_cn_493_sector_json[] = {
#embed "../../rules/regimes/cn-493/sector.json"
};

static const unsigned char regimes_cn_493_tipoff_json[] = {
#embed "../../rules/regimes/cn-493/tipoff.json"
};

static const unsigned char regimes_cn_493_tipoff_test_json[] = {
#embed "../../rules/regimes/cn-493/tipoff.test.json"
};

static const unsigned char regimes_cn_493_units_json[] = {
#embed "../../rules/regimes/cn-493/units.json"
};

static const unsigned char regimes_cn_bank_insurance_emergency_json[] = {
#embed "../../rules/regimes/cn-bank-insurance/emergency.json"
};

static const unsigned char regimes_cn_bank_insurance_emergency_test_json[] = {
#embed "../../rules/regimes/cn-bank-insurance/emergency.test.json"
};

static const unsigned char regimes_cn_bank_insurance_pack_json[] = {
#embed "../../rules/regimes/cn-bank-insurance/pack.json"
};

static const unsigned char regimes_cn_county_20_40_notice_json[] = {
#embed "../../rules/regimes/cn-county-20-40/notice.json"
};

static const unsigned char regimes_cn_county_20_40_notice_test_json[] = {
#embed "../../rules/regimes/cn-county-20-40/notice.test.json"
};

static const unsigned char regimes_cn_county_20_40_pack_json[] = {
#embed "../../rules/regimes/cn-county-20-40/pack.json"
};

static const unsigned char regimes_cn_cyber_incident_incident_json[] = {
#embed "../../rules/regimes/cn-cyber-incident/incident.json"
};

static const unsigned char regimes_cn_cyber_incident_incident_test_json[] = {
#embed "../../rules/regimes/cn-cyber-incident/incident.test.json"
};

static const unsigned char regimes_cn_cyber_incident_pack_json[] = {
#embed "../../rules/regimes/cn-cyber-incident/pack.json"
};

static const unsigned char regimes_cn_cyber_incident_units_json[] = {
#embed "../../rules/regimes/cn-cyber-incident/units.json"
};

static const unsigned char regimes_cn_emergency_law_pack_json[] = {
#embed "../../rules/regimes/cn-emergency-law/pack.json"
};

static const unsigned char regimes_cn_emergency_law_provinces_json[] = {
#embed "../../rules/regimes/cn-emergency-law/provinces.json"
};

static const unsigned char regimes_cn_emergency_law_provinces_test_json[] = {
#embed "../../rules/regimes/cn-emergency-law/provinces.test.json"
};

static const unsigned char regimes_cn_env_emergency_json[] = {
#embed "../../rules/regimes/cn-env/emergency.json"
};

static const unsigned char regimes_cn_env_emergency_test_json[] = {
#embed "../../rules/regimes/cn-env/emergency.test.json"
};

static const unsigned char regimes_cn_env_pack_json[] = {
#embed "../../rules/regimes/cn-env/pack.json"
};

static const unsigned char regimes_cn_infectious_disease_json[] = {
#embed "../../rules/regimes/cn-infectious/disease.json"
};

static const unsigned char regimes_cn_infectious_emergency_json[] = {
#embed "../../rules/regimes/cn-infectious/emergency.json"
};

static const unsigned char regimes_cn_infectious_health_test_json[] = {
#embed "../../rules/regimes/cn-infectious/health.test.json"
};

static const unsigned char regimes_cn_infectious_pack_json[] = {
#embed "../../rules/regimes/cn-infectious/pack.json"
};

static const unsigned char regimes_cn_infectious_units_json[] = {
#embed "../../rules/regimes/cn-infectious/units.json"
};

static const unsigned char regimes_cn_party_bulletins_bulletins_json[] = {
#embed "../../rules/regimes/cn-party-bulletins/bulletins.json"
};

static const unsigned char regimes_cn_party_bulletins_bulletins_test_json[] = {
#embed "../../rules/regimes/cn-party-bulletins/bulletins.test.json"
};

static const unsigned char regimes_cn_party_bulletins_pack_json[] = {
#embed "../../rules/regimes/cn-party-bulletins/pack.json"
};

static const unsigned char regimes_cn_party_quality_pack_json[] = {
#embed "../../rules/regimes/cn-party-quality/pack.json"
};

static const unsigned char regimes_cn_party_quality_quality_json[] = {
#embed "../../rules/regimes/cn-party-quality/quality.json"
};

static const unsigned char regimes_cn_party_quality_quality_test_json[] = {
#embed "../../rules/regimes/cn-party-quality/quality.test.json"
};

static const unsigned char regimes_cn_party_urgent_founding_vector_test_json[] = {
#embed "../../rules/regimes/cn-party-urgent/founding-vector.test.json"
};

static const unsigned char regimes_cn_party_urgent_instructions_json[] = {
#embed "../../rules/regimes/cn-party-urgent/instructions.json"
};

static const unsigned char regimes_cn_party_urgent_instructions_test_json[] = {
#embed "../../rules/regimes/cn-party-urgent/instructions.test.json"
};

static const unsigned char regimes_cn_party_urgent_pack_json[] = {
#embed "../../rules/regimes/cn-party-urgent/pack.json"
};

static const unsigned char regimes_cn_party_urgent_sightings_json[] = {
#embed "../../rules/regimes/cn-party-urgent/sightings.json"
};

static const unsigned char regimes_cn_party_urgent_sightings_test_json[] = {
#embed "../../rules/regimes/cn-party-urgent/sightings.test.json"
};

static const unsigned char regimes_cn_party_urgent_urgent_information_json[] = {
#embed "../../rules/regimes/cn-party-urgent/urgent-information.json"
};

static const unsigned char regimes_cn_party_urgent_urgent_information_test_json[] = {
#embed "../../rules/regimes/cn-party-urgent/urgent-information.test.json"
};

static const unsigned char regimes_cn_shandong_safety_accident_json[] = {
#embed "../../rules/regimes/cn-shandong-safety/accident.json"
};

static const unsigned char regimes_cn_shandong_safety_accident_test_json[] = {
#embed "../../rules/regimes/cn-shandong-safety/accident.test.json"
};

static const unsigned char regimes_cn_shandong_safety_pack_json[] = {
#embed "../../rules/regimes/cn-shandong-safety/pack.json"
};

static const unsigned char regimes_cn_xinfang_pack_json[] = {
#embed "../../rules/regimes/cn-xinfang/pack.json"
};

static const unsigned char regimes_cn_xinfang_petition_json[] = {
#embed "../../rules/regimes/cn-xinfang/petition.json"
};

static const unsigned char regimes_cn_xinfang_petition_test_json[] = {
#embed "../../rules/regimes/cn-xinfang/petition.test.json"
};

static const unsigned char regimes_eu_cra_pack_json[] = {
#embed "../../rules/regimes/eu-cra/pack.json"
};

static const unsigned char regimes_eu_cra_reports_json[] = {
#embed "../../rules/regimes/eu-cra/reports.json"
};

static const unsigned char regimes_eu_cra_reports_test_json[] = {
#embed "../../rules/regimes/eu-cra/reports.test.json"
};

static const unsigned char regimes_eu_dora_incident_json[] = {
#embed "../../rules/regimes/eu-dora/incident.json"
};

static const unsigned char regimes_eu_dora_incident_test_json[] = {
#embed "../../rules/regimes/eu-dora/incident.test.json"
};

static const unsigned char regimes_eu_dora_pack_json[] = {
#embed "../../rules/regimes/eu-dora/pack.json"
};

static const unsigned char regimes_eu_gdpr_breach_json[] = {
#embed "../../rules/regimes/eu-gdpr/breach.json"
};

static const unsigned char regimes_eu_gdpr_breach_test_json[] = {
#embed "../../rules/regimes/eu-gdpr/breach.test.json"
};

static const unsigned char regimes_eu_gdpr_pack_json[] = {
#embed "../../rules/regimes/eu-gdpr/pack.json"
};

static const unsigned char regimes_eu_mdr_incident_json[] = {
#embed "../../rules/regimes/eu-mdr/incident.json"
};

static const unsigned char regimes_eu_mdr_incident_test_json[] = {
#embed "../../rules/regimes/eu-mdr/incident.test.json"
};

static const unsigned char regimes_eu_mdr_pack_json[] = {
#embed "../../rules/regimes/eu-mdr/pack.json"
};

static const unsigned char regimes_eu_nis2_incident_json[] = {
#embed "../../rules/regimes/eu-nis2/incident.json"
};

static const unsigned char regimes_eu_nis2_incident_test_json[] = {
#embed "../../rules/regimes/eu-nis2/incident.test.json"
};

static const unsigned char regimes_eu_nis2_pack_json[] = {
#embed "../../rules/regimes/eu-nis2/pack.json"
};

static const unsigned char regimes_in_certin_incident_json[] = {
#embed "../../rules/regimes/in-certin/incident.json"
};

static const unsigned char regimes_in_certin_incident_test_json[] = {
#embed "../../rules/regimes/in-certin/incident.test.json"
};

static const unsigned char regimes_in_certin_pack_json[] = {
#embed "../../rules/regimes/in-certin/pack.json"
};

static const unsigned char regimes_int_who_ihr_event_json[] = {
#embed "../../rules/regimes/int-who-ihr/event.json"
};

static const unsigned char regimes_int_who_ihr_event_test_json[] = {
#embed "../../rules/regimes/int-who-ihr/event.test.json"
};

static const unsigned char regimes_int_who_ihr_pack_json[] = {
#embed "../../rules/regimes/int-who-ihr/pack.json"
};

static const unsigned char regimes_int_woah_disease_json[] = {
#embed "../../rules/regimes/int-woah/disease.json"
};

static const unsigned char regimes_int_woah_disease_test_json[] = {
#embed "../../rules/regimes/int-woah/disease.test.json"
};

static const unsigned char regimes_int_woah_pack_json[] = {
#embed "../../rules/regimes/int-woah/pack.json"
};

static const unsigned char regimes_kr_network_intrusion_json[] = {
#embed "../../rules/regimes/kr-network/intrusion.json"
};

static const unsigned char regimes_kr_network_intrusion_test_json[] = {
#embed "../../rules/regimes/kr-network/intrusion.test.json"
};

static const unsigned char regimes_kr_network_pack_json[] = {
#embed "../../rules/regimes/kr-network/pack.json"
};

static const unsigned char regimes_kr_pipa_leak_json[] = {
#embed "../../rules/regimes/kr-pipa/leak.json"
};

static const unsigned char regimes_kr_pipa_leak_test_json[] = {
#embed "../../rules/regimes/kr-pipa/leak.test.json"
};

static const unsigned char regimes_kr_pipa_pack_json[] = {
#embed "../../rules/regimes/kr-pipa/pack.json"
};

static const unsigned char regimes_uk_gdpr_breach_json[] = {
#embed "../../rules/regimes/uk-gdpr/breach.json"
};

static const unsigned char regimes_uk_gdpr_breach_test_json[] = {
#embed "../../rules/regimes/uk-gdpr/breach.test.json"
};

static const unsigned char regimes_uk_gdpr_pack_json[] = {
#embed "../../rules/regimes/uk-gdpr/pack.json"
};

static const unsigned char regimes_us_bank_36h_incident_json[] = {
#embed "../../rules/regimes/us-bank-36h/incident.json"
};

static const unsigned char regimes_us_bank_36h_incident_test_json[] = {
#embed "../../rules/regimes/us-bank-36h/incident.test.json"
};

static const unsigned char regimes_us_bank_36h_pack_json[] = {
#embed "../../rules/regimes/us-bank-36h/pack.json"
};

static const unsigned char regimes_us_fcc_cpni_breach_json[] = {
#embed "../../rules/regimes/us-fcc-cpni/breach.json"
};

static const unsigned char regimes_us_fcc_cpni_breach_test_json[] = {
#embed "../../rules/regimes/us-fcc-cpni/breach.test.json"
};

static const unsigned char regimes_us_fcc_cpni_pack_json[] = {
#embed "../../rules/regimes/us-fcc-cpni/pack.json"
};

static const unsigned char regimes_us_hipaa_breach_json[] = {
#embed "../../rules/regimes/us-hipaa/breach.json"
};

static const unsigned char regimes_us_hipaa_breach_test_json[] = {
#embed "../../rules/regimes/us-hipaa/breach.test.json"
};

static const unsigned char regimes_us_hipaa_pack_json[] = {
#embed "../../rules/regimes/us-hipaa/pack.json"
};

static const unsigned char regimes_us_nydfs_incident_json[] = {
#embed "../../rules/regimes/us-nydfs/incident.json"
};

static const unsigned char regimes_us_nydfs_incident_test_json[] = {
#embed "../../rules/regimes/us-nydfs/incident.test.json"
};

static const unsigned char regimes_us_nydfs_pack_json[] = {
#embed "../../rules/regimes/us-nydfs/pack.json"
};

static const unsigned char regimes_us_phmsa_incident_json[] = {
#embed "../../rules/regimes/us-phmsa/incident.json"
};

static const unsigned char regimes_us_phmsa_incident_test_json[] = {
#embed "../../rules/regimes/us-phmsa/incident.test.json"
};

static const unsigned char regimes_us_phmsa_pack_json[] = {
#embed "../../rules/regimes/us-phmsa/pack.json"
};

static const unsigned char regimes_us_sec_8k_incident_json[] = {
#embed "../../rules/regimes/us-sec-8k/incident.json"
};

static const unsigned char regimes_us_sec_8k_incident_test_json[] = {
#embed "../../rules/regimes/us-sec-8k/incident.test.json"
};

static const unsigned char regimes_us_sec_8k_pack_json[] = {
#embed "../../rules/regimes/us-sec-8k/pack.json"
};

static const unsigned char units_json[] = {
#embed "../../rules/units.json"
};

static const cpacks_file files[] = {
    {"calendars/cn/2024.json", calendars_cn_2024_json, sizeof calendars_cn_2024_json},
    {"calendars/cn/2025.json", calendars_cn_2025_json, sizeof calendars_cn_2025_json},
    {"calendars/cn/2026.json", calendars_cn_2026_json, sizeof calendars_cn_2026_json},
    {"calendars/cn/calendar.json", calendars_cn_calendar_json, sizeof calendars_cn_calendar_json},
    {"calendars/cn/pack.json", calendars_cn_pack_json, sizeof calendars_cn_pack_json},
    {"calendars/eu-institutions/calendar.json", calendars_eu_institutions_calendar_json, sizeof calendars_eu_institutions_calendar_json},
    {"calendars/eu-institutions/days.txt", calendars_eu_institutions_days_txt, sizeof calendars_eu_institutions_days_txt},
    {"calendars/eu-institutions/pack.json", calendars_eu_institutions_pack_json, sizeof calendars_eu_institutions_pack_json},
    {"calendars/target2/calendar.json", calendars_target2_calendar_json, sizeof calendars_target2_calendar_json},
    {"calendars/target2/days.txt", calendars_target2_days_txt, sizeof calendars_target2_days_txt},
    {"calendars/target2/pack.json", calendars_target2_pack_json, sizeof calendars_target2_pack_json},
    {"calendars/us-federal/calendar.json", calendars_us_federal_calendar_json, sizeof calendars_us_federal_calendar_json},
    {"calendars/us-federal/days.txt", calendars_us_federal_days_txt, sizeof calendars_us_federal_days_txt},
    {"calendars/us-federal/pack.json", calendars_us_federal_pack_json, sizeof calendars_us_federal_pack_json},
    {"calendars/us-sec/calendar.json", calendars_us_sec_calendar_json, sizeof calendars_us_sec_calendar_json},
    {"calendars/us-sec/days.txt", calendars_us_sec_days_txt, sizeof calendars_us_sec_days_txt},
    {"calendars/us-sec/pack.json", calendars_us_sec_pack_json, sizeof calendars_us_sec_pack_json},
    {"office.json", office_json, sizeof office_json},
    {"packs.test.json", packs_test_json, sizeof packs_test_json},
    {"policies.json", policies_json, sizeof policies_json},
    {"regimes/cn-493/accident.json", regimes_cn_493_accident_json, sizeof regimes_cn_493_accident_json},
    {"regimes/cn-493/accident.test.json", regimes_cn_493_accident_test_json, sizeof regimes_cn_493_accident_test_json},
    {"regimes/cn-493/order21.json", regimes_cn_493_order21_json, sizeof regimes_cn_493_order21_json},
    {"regimes/cn-493/pack.json", regimes_cn_493_pack_json, sizeof regimes_cn_493_pack_json},
    {"regimes/cn-493/sector.json", regimes_cn_493_sector_json, sizeof regimes_cn_493_sector_json},
    {"regimes/cn-493/tipoff.json", regimes_cn_493_tipoff_json, sizeof regimes_cn_493_tipoff_json},
    {"regimes/cn-493/tipoff.test.json", regimes_cn_493_tipoff_test_json, sizeof regimes_cn_493_tipoff_test_json},
    {"regimes/cn-493/units.json", regimes_cn_493_units_json, sizeof regimes_cn_493_units_json},
    {"regimes/cn-bank-insurance/emergency.json", regimes_cn_bank_insurance_emergency_json, sizeof regimes_cn_bank_insurance_emergency_json},
    {"regimes/cn-bank-insurance/emergency.test.json", regimes_cn_bank_insurance_emergency_test_json, sizeof regimes_cn_bank_insurance_emergency_test_json},
    {"regimes/cn-bank-insurance/pack.json", regimes_cn_bank_insurance_pack_json, sizeof regimes_cn_bank_insurance_pack_json},
    {"regimes/cn-county-20-40/notice.json", regimes_cn_county_20_40_notice_json, sizeof regimes_cn_county_20_40_notice_json},
    {"regimes/cn-county-20-40/notice.test.json", regimes_cn_county_20_40_notice_test_json, sizeof regimes_cn_county_20_40_notice_test_json},
    {"regimes/cn-county-20-40/pack.json", regimes_cn_county_20_40_pack_json, sizeof regimes_cn_county_20_40_pack_json},
    {"regimes/cn-cyber-incident/incident.json", regimes_cn_cyber_incident_incident_json, sizeof regimes_cn_cyber_incident_incident_json},
    {"regimes/cn-cyber-incident/incident.test.json", regimes_cn_cyber_incident_incident_test_json, sizeof regimes_cn_cyber_incident_incident_test_json},
    {"regimes/cn-cyber-incident/pack.json", regimes_cn_cyber_incident_pack_json, sizeof regimes_cn_cyber_incident_pack_json},
    {"regimes/cn-cyber-incident/units.json", regimes_cn_cyber_incident_units_json, sizeof regimes_cn_cyber_incident_units_json},
    {"regimes/cn-emergency-law/pack.json", regimes_cn_emergency_law_pack_json, sizeof regimes_cn_emergency_law_pack_json},
    {"regimes/cn-emergency-law/provinces.json", regimes_cn_emergency_law_provinces_json, sizeof regimes_cn_emergency_law_provinces_json},
    {"regimes/cn-emergency-law/provinces.test.json", regimes_cn_emergency_law_provinces_test_json, sizeof regimes_cn_emergency_law_provinces_test_json},
    {"regimes/cn-env/emergency.json", regimes_cn_env_emergency_json, sizeof regimes_cn_env_emergency_json},
    {"regimes/cn-env/emergency.test.json", regimes_cn_env_emergency_test_json, sizeof regimes_cn_env_emergency_test_json},
    {"regimes/cn-env/pack.json", regimes_cn_env_pack_json, sizeof regimes_cn_env_pack_json},
    {"regimes/cn-infectious/disease.json", regimes_cn_infectious_disease_json, sizeof regimes_cn_infectious_disease_json},
    {"regimes/cn-infectious/emergency.json", regimes_cn_infectious_emergency_json, sizeof regimes_cn_infectious_emergency_json},
    {"regimes/cn-infectious/health.test.json", regimes_cn_infectious_health_test_json, sizeof regimes_cn_infectious_health_test_json},
    {"regimes/cn-infectious/pack.json", regimes_cn_infectious_pack_json, sizeof regimes_cn_infectious_pack_json},
    {"regimes/cn-infectious/units.json", regimes_cn_infectious_units_json, sizeof regimes_cn_infectious_units_json},
    {"regimes/cn-party-bulletins/bulletins.json", regimes_cn_party_bulletins_bulletins_json, sizeof regimes_cn_party_bulletins_bulletins_json},
    {"regimes/cn-party-bulletins/bulletins.test.json", regimes_cn_party_bulletins_bulletins_test_json, sizeof regimes_cn_party_bulletins_bulletins_test_json},
    {"regimes/cn-party-bulletins/pack.json", regimes_cn_party_bulletins_pack_json, sizeof regimes_cn_party_bulletins_pack_json},
    {"regimes/cn-party-quality/pack.json", regimes_cn_party_quality_pack_json, sizeof regimes_cn_party_quality_pack_json},
    {"regimes/cn-party-quality/quality.json", regimes_cn_party_quality_quality_json, sizeof regimes_cn_party_quality_quality_json},
    {"regimes/cn-party-quality/quality.test.json", regimes_cn_party_quality_quality_test_json, sizeof regimes_cn_party_quality_quality_test_json},
    {"regimes/cn-party-urgent/founding-vector.test.json", regimes_cn_party_urgent_founding_vector_test_json, sizeof regimes_cn_party_urgent_founding_vector_test_json},
    {"regimes/cn-party-urgent/instructions.json", regimes_cn_party_urgent_instructions_json, sizeof regimes_cn_party_urgent_instructions_json},
    {"regimes/cn-party-urgent/instructions.test.json", regimes_cn_party_urgent_instructions_test_json, sizeof regimes_cn_party_urgent_instructions_test_json},
    {"regimes/cn-party-urgent/pack.json", regimes_cn_party_urgent_pack_json, sizeof regimes_cn_party_urgent_pack_json},
    {"regimes/cn-party-urgent/sightings.json", regimes_cn_party_urgent_sightings_json, sizeof regimes_cn_party_urgent_sightings_json},
    {"regimes/cn-party-urgent/sightings.test.json", regimes_cn_party_urgent_sightings_test_json, sizeof regimes_cn_party_urgent_sightings_test_json},
    {"regimes/cn-party-urgent/urgent-information.json", regimes_cn_party_urgent_urgent_information_json, sizeof regimes_cn_party_urgent_urgent_information_json},
    {"regimes/cn-party-urgent/urgent-information.test.json", regimes_cn_party_urgent_urgent_information_test_json, sizeof regimes_cn_party_urgent_urgent_information_test_json},
    {"regimes/cn-shandong-safety/accident.json", regimes_cn_shandong_safety_accident_json, sizeof regimes_cn_shandong_safety_accident_json},
    {"regimes/cn-shandong-safety/accident.test.json", regimes_cn_shandong_safety_accident_test_json, sizeof regimes_cn_shandong_safety_accident_test_json},
    {"regimes/cn-shandong-safety/pack.json", regimes_cn_shandong_safety_pack_json, sizeof regimes_cn_shandong_safety_pack_json},
    {"regimes/cn-xinfang/pack.json", regimes_cn_xinfang_pack_json, sizeof regimes_cn_xinfang_pack_json},
    {"regimes/cn-xinfang/petition.json", regimes_cn_xinfang_petition_json, sizeof regimes_cn_xinfang_petition_json},
    {"regimes/cn-xinfang/petition.test.json", regimes_cn_xinfang_petition_test_json, sizeof regimes_cn_xinfang_petition_test_json},
    {"regimes/eu-cra/pack.json", regimes_eu_cra_pack_json, sizeof regimes_eu_cra_pack_json},
    {"regimes/eu-cra/reports.json", regimes_eu_cra_reports_json, sizeof regimes_eu_cra_reports_json},
    {"regimes/eu-cra/reports.test.json", regimes_eu_cra_reports_test_json, sizeof regimes_eu_cra_reports_test_json},
    {"regimes/eu-dora/incident.json", regimes_eu_dora_incident_json, sizeof regimes_eu_dora_incident_json},
    {"regimes/eu-dora/incident.test.json", regimes_eu_dora_incident_test_json, sizeof regimes_eu_dora_incident_test_json},
    {"regimes/eu-dora/pack.json", regimes_eu_dora_pack_json, sizeof regimes_eu_dora_pack_json},
    {"regimes/eu-gdpr/breach.json", regimes_eu_gdpr_breach_json, sizeof regimes_eu_gdpr_breach_json},
    {"regimes/eu-gdpr/breach.test.json", regimes_eu_gdpr_breach_test_json, sizeof regimes_eu_gdpr_breach_test_json},
    {"regimes/eu-gdpr/pack.json", regimes_eu_gdpr_pack_json, sizeof regimes_eu_gdpr_pack_json},
    {"regimes/eu-mdr/incident.json", regimes_eu_mdr_incident_json, sizeof regimes_eu_mdr_incident_json},
    {"regimes/eu-mdr/incident.test.json", regimes_eu_mdr_incident_test_json, sizeof regimes_eu_mdr_incident_test_json},
    {"regimes/eu-mdr/pack.json", regimes_eu_mdr_pack_json, sizeof regimes_eu_mdr_pack_json},
    {"regimes/eu-nis2/incident.json", regimes_eu_nis2_incident_json, sizeof regimes_eu_nis2_incident_json},
    {"regimes/eu-nis2/incident.test.json", regimes_eu_nis2_incident_test_json, sizeof regimes_eu_nis2_incident_test_json},
    {"regimes/eu-nis2/pack.json", regimes_eu_nis2_pack_json, sizeof regimes_eu_nis2_pack_json},
    {"regimes/in-certin/incident.json", regimes_in_certin_incident_json, sizeof regimes_in_certin_incident_json},
    {"regimes/in-certin/incident.test.json", regimes_in_certin_incident_test_json, sizeof regimes_in_certin_incident_test_json},
    {"regimes/in-certin/pack.json", regimes_in_certin_pack_json, sizeof regimes_in_certin_pack_json},
    {"regimes/int-who-ihr/event.json", regimes_int_who_ihr_event_json, sizeof regimes_int_who_ihr_event_json},
    {"regimes/int-who-ihr/event.test.json", regimes_int_who_ihr_event_test_json, sizeof regimes_int_who_ihr_event_test_json},
    {"regimes/int-who-ihr/pack.json", regimes_int_who_ihr_pack_json, sizeof regimes_int_who_ihr_pack_json},
    {"regimes/int-woah/disease.json", regimes_int_woah_disease_json, sizeof regimes_int_woah_disease_json},
    {"regimes/int-woah/disease.test.json", regimes_int_woah_disease_test_json, sizeof regimes_int_woah_disease_test_json},
    {"regimes/int-woah/pack.json", regimes_int_woah_pack_json, sizeof regimes_int_woah_pack_json},
    {"regimes/kr-network/intrusion.json", regimes_kr_network_intrusion_json, sizeof regimes_kr_network_intrusion_json},
    {"regimes/kr-network/intrusion.test.json", regimes_kr_network_intrusion_test_json, sizeof regimes_kr_network_intrusion_test_json},
    {"regimes/kr-network/pack.json", regimes_kr_network_pack_json, sizeof regimes_kr_network_pack_json},
    {"regimes/kr-pipa/leak.json", regimes_kr_pipa_leak_json, sizeof regimes_kr_pipa_leak_json},
    {"regimes/kr-pipa/leak.test.json", regimes_kr_pipa_leak_test_json, sizeof regimes_kr_pipa_leak_test_json},
    {"regimes/kr-pipa/pack.json", regimes_kr_pipa_pack_json, sizeof regimes_kr_pipa_pack_json},
    {"regimes/uk-gdpr/breach.json", regimes_uk_gdpr_breach_json, sizeof regimes_uk_gdpr_breach_json},
    {"regimes/uk-gdpr/breach.test.json", regimes_uk_gdpr_breach_test_json, sizeof regimes_uk_gdpr_breach_test_json},
    {"regimes/uk-gdpr/pack.json", regimes_uk_gdpr_pack_json, sizeof regimes_uk_gdpr_pack_json},
    {"regimes/us-bank-36h/incident.json", regimes_us_bank_36h_incident_json, sizeof regimes_us_bank_36h_incident_json},
    {"regimes/us-bank-36h/incident.test.json", regimes_us_bank_36h_incident_test_json, sizeof regimes_us_bank_36h_incident_test_json},
    {"regimes/us-bank-36h/pack.json", regimes_us_bank_36h_pack_json, sizeof regimes_us_bank_36h_pack_json},
    {"regimes/us-fcc-cpni/breach.json", regimes_us_fcc_cpni_breach_json, sizeof regimes_us_fcc_cpni_breach_json},
    {"regimes/us-fcc-cpni/breach.test.json", regimes_us_fcc_cpni_breach_test_json, sizeof regimes_us_fcc_cpni_breach_test_json},
    {"regimes/us-fcc-cpni/pack.json", regimes_us_fcc_cpni_pack_json, sizeof regimes_us_fcc_cpni_pack_json},
    {"regimes/us-hipaa/breach.json", regimes_us_hipaa_breach_json, sizeof regimes_us_hipaa_breach_json},
    {"regimes/us-hipaa/breach.test.json", regimes_us_hipaa_breach_test_json, sizeof regimes_us_hipaa_breach_test_json},
    {"regimes/us-hipaa/pack.json", regimes_us_hipaa_pack_json, sizeof regimes_us_hipaa_pack_json},
    {"regimes/us-nydfs/incident.json", regimes_us_nydfs_incident_json, sizeof regimes_us_nydfs_incident_json},
    {"regimes/us-nydfs/incident.test.json", regimes_us_nydfs_incident_test_json, sizeof regimes_us_nydfs_incident_test_json},
    {"regimes/us-nydfs/pack.json", regimes_us_nydfs_pack_json, sizeof regimes_us_nydfs_pack_json},
    {"regimes/us-phmsa/incident.json", regimes_us_phmsa_incident_json, sizeof regimes_us_phmsa_incident_json},
    {"regimes/us-phmsa/incident.test.json", regimes_us_phmsa_incident_test_json, sizeof regimes_us_phmsa_incident_test_json},
    {"regimes/us-phmsa/pack.json", regimes_us_phmsa_pack_json, sizeof regimes_us_phmsa_pack_json},
    {"regimes/us-sec-8k/incident.json", regimes_us_sec_8k_incident_json, sizeof regimes_us_sec_8k_incident_json},
    {"regimes/us-sec-8k/incident.test.json", regimes_us_sec_8k_incident_test_json, sizeof regimes_us_sec_8k_incident_test_json},
    {"regimes/us-sec-8k/pack.json", regimes_us_sec_8k_pack_json, sizeof regimes_us_sec_8k_pack_json},
    {"units.json", units_json, sizeof units_json},
};

const size_t cpacks_count = sizeof files / sizeof files[0];

const cpacks_file *cpacks_file_at(size_t place) {
    return &files[place];
}
