// Owns the column names, in order, of the published files that the demonstration writes: GIAS and Ofsted.
// They are the publishers' own names, so that the ordinary import meets what it meets in the world. No values here.

import { columns } from './tables.ts'

/** Full extract of Get Information About Schools, 2026: codes and names, no Ofsted columns any more. */
export const GIAS_2026_COLUMNS: readonly string[] = columns(`
  URN| LA (code)| LA (name)| EstablishmentNumber| EstablishmentName| TypeOfEstablishment (code)|
  TypeOfEstablishment (name)| EstablishmentTypeGroup (code)| EstablishmentTypeGroup (name)|
  EstablishmentStatus (code)| EstablishmentStatus (name)| ReasonEstablishmentOpened (code)|
  ReasonEstablishmentOpened (name)| OpenDate| ReasonEstablishmentClosed (code)|
  ReasonEstablishmentClosed (name)| CloseDate| PhaseOfEducation (code)| PhaseOfEducation (name)|
  StatutoryLowAge| StatutoryHighAge| Boarders (code)| Boarders (name)| NurseryProvision (name)|
  OfficialSixthForm (code)| OfficialSixthForm (name)| Gender (code)| Gender (name)|
  ReligiousCharacter (code)| ReligiousCharacter (name)| ReligiousEthos (name)| Diocese (code)|
  Diocese (name)| AdmissionsPolicy (code)| AdmissionsPolicy (name)| SchoolCapacity| SpecialClasses (code)|
  SpecialClasses (name)| CensusDate| NumberOfPupils| NumberOfBoys| NumberOfGirls| PercentageFSM|
  TrustSchoolFlag (code)| TrustSchoolFlag (name)| Trusts (code)| Trusts (name)| SchoolSponsorFlag (name)|
  SchoolSponsors (name)| FederationFlag (name)| Federations (code)| Federations (name)| UKPRN|
  FEHEIdentifier| FurtherEducationType (name)| LastChangedDate| Street| Locality| Address3| Town|
  County (name)| Postcode| SchoolWebsite| TelephoneNum| HeadTitle (name)| HeadFirstName| HeadLastName|
  HeadPreferredJobTitle| BSOInspectorateName (name)| InspectorateReport| DateOfLastInspectionVisit|
  NextInspectionVisit| TeenMoth (name)| TeenMothPlaces| CCF (name)| SENPRU (name)| EBD (name)| PlacesPRU|
  FTProv (name)| EdByOther (name)| Section41Approved (name)| SEN1 (name)| SEN2 (name)| SEN3 (name)|
  SEN4 (name)| SEN5 (name)| SEN6 (name)| SEN7 (name)| SEN8 (name)| SEN9 (name)| SEN10 (name)| SEN11 (name)|
  SEN12 (name)| SEN13 (name)| TypeOfResourcedProvision (name)| ResourcedProvisionOnRoll|
  ResourcedProvisionCapacity| SenUnitOnRoll| SenUnitCapacity| GOR (code)| GOR (name)|
  DistrictAdministrative (code)| DistrictAdministrative (name)| AdministrativeWard (code)|
  AdministrativeWard (name)| ParliamentaryConstituency (code)| ParliamentaryConstituency (name)|
  UrbanRural (code)| UrbanRural (name)| GSSLACode (name)| Easting| Northing| MSOA (name)| LSOA (name)|
  InspectorateName (name)| SENStat| SENNoStat| PropsName| BoardingEstablishment (name)| PreviousLA (code)|
  PreviousLA (name)| PreviousEstablishmentNumber| Country (name)| UPRN| SiteName| QABName (code)|
  QABName (name)| EstablishmentAccredited (code)| EstablishmentAccredited (name)| QABReport| CHNumber|
  MSOA (code)| LSOA (code)| FSM| AccreditationExpiryDate
`)

/** The same extract as it stood in 2023, still with Ofsted and regional columns. */
export const GIAS_2023_COLUMNS: readonly string[] = columns(`
  URN| LA (code)| LA (name)| EstablishmentNumber| EstablishmentName| TypeOfEstablishment (code)|
  TypeOfEstablishment (name)| EstablishmentTypeGroup (code)| EstablishmentTypeGroup (name)|
  EstablishmentStatus (code)| EstablishmentStatus (name)| ReasonEstablishmentOpened (code)|
  ReasonEstablishmentOpened (name)| OpenDate| ReasonEstablishmentClosed (code)|
  ReasonEstablishmentClosed (name)| CloseDate| PhaseOfEducation (code)| PhaseOfEducation (name)|
  StatutoryLowAge| StatutoryHighAge| Boarders (code)| Boarders (name)| NurseryProvision (name)|
  OfficialSixthForm (code)| OfficialSixthForm (name)| Gender (code)| Gender (name)|
  ReligiousCharacter (code)| ReligiousCharacter (name)| ReligiousEthos (name)| Diocese (code)|
  Diocese (name)| AdmissionsPolicy (code)| AdmissionsPolicy (name)| SchoolCapacity| SpecialClasses (code)|
  SpecialClasses (name)| CensusDate| NumberOfPupils| NumberOfBoys| NumberOfGirls| PercentageFSM|
  TrustSchoolFlag (code)| TrustSchoolFlag (name)| Trusts (code)| Trusts (name)| SchoolSponsorFlag (name)|
  SchoolSponsors (name)| FederationFlag (name)| Federations (code)| Federations (name)| UKPRN|
  FEHEIdentifier| FurtherEducationType (name)| OfstedLastInsp| OfstedSpecialMeasures (code)|
  OfstedSpecialMeasures (name)| LastChangedDate| Street| Locality| Address3| Town| County (name)| Postcode|
  SchoolWebsite| TelephoneNum| HeadTitle (name)| HeadFirstName| HeadLastName| HeadPreferredJobTitle|
  BSOInspectorateName (name)| InspectorateReport| DateOfLastInspectionVisit| NextInspectionVisit|
  TeenMoth (name)| TeenMothPlaces| CCF (name)| SENPRU (name)| EBD (name)| PlacesPRU| FTProv (name)|
  EdByOther (name)| Section41Approved (name)| SEN1 (name)| SEN2 (name)| SEN3 (name)| SEN4 (name)|
  SEN5 (name)| SEN6 (name)| SEN7 (name)| SEN8 (name)| SEN9 (name)| SEN10 (name)| SEN11 (name)| SEN12 (name)|
  SEN13 (name)| TypeOfResourcedProvision (name)| ResourcedProvisionOnRoll| ResourcedProvisionCapacity|
  SenUnitOnRoll| SenUnitCapacity| GOR (code)| GOR (name)| DistrictAdministrative (code)|
  DistrictAdministrative (name)| AdministrativeWard (code)| AdministrativeWard (name)|
  ParliamentaryConstituency (code)| ParliamentaryConstituency (name)| UrbanRural (code)| UrbanRural (name)|
  GSSLACode (name)| Easting| Northing| MSOA (name)| LSOA (name)| InspectorateName (name)| SENStat|
  SENNoStat| BoardingEstablishment (name)| PropsName| PreviousLA (code)| PreviousLA (name)|
  PreviousEstablishmentNumber| OfstedRating (name)| RSCRegion (name)| Country (name)| UPRN| SiteName|
  QABName (code)| QABName (name)| EstablishmentAccredited (code)| EstablishmentAccredited (name)| QABReport|
  CHNumber| MSOA (code)| LSOA (code)| FSM| AccreditationExpiryDate
`)

/** Predecessor and successor links. */
export const GIAS_LINK_COLUMNS: readonly string[] = columns(`
  URN| LinkURN| LinkName| LinkType| LinkEstablishedDate
`)

/** Trusts, sponsors and their schools. */
export const GIAS_GROUP_LINK_COLUMNS: readonly string[] = columns(`
  URN| Linked UID| Group Name| Companies House Number| Group Type| Closed Date| Group Status|
  FederationType| Joined date| EstablishmentName| TypeOfEstablishment (code)| TypeOfEstablishment (name)|
  PhaseOfEducation (code)| PhaseOfEducation (name)| LA (code)| LA (name)| HasSharedHT
`)

/** Latest inspections as published for 31 August 2020. */
export const OFSTED_2020_COLUMNS: readonly string[] = columns(`
  Web link| URN| LAESTAB| School name| Ofsted phase| Type of education| School open date| Admissions policy|
  Sixth form| Designated religious character| Religious ethos| Faith grouping| Ofsted region| Region|
  Local authority| Parliamentary constituency| Postcode|
  The income deprivation affecting children index (IDACI) quintile| Total number of pupils|
  Latest section 8 inspection number since last full inspection|
  Does the section 8 inspection relate to the URN of the current school?|
  URN at time of the section 8 inspection| LAESTAB at time of the section 8 inspection|
  School name at time of the latest section 8 inspection|
  School type at time of the latest section 8 inspection|
  Number of section 8 inspections since the last full inspection| Date of latest section 8 inspection|
  Section 8 inspection publication date| Did the latest section 8 inspection convert to a full inspection?|
  Section 8 inspection overall outcome| Number of other section 8 inspections since last full inspection|
  Inspection number of latest full inspection| Inspection type| Inspection type grouping|
  Event type grouping| Inspection start date| Inspection end date| Publication date|
  Does the latest full inspection relate to the URN of the current school?|
  URN at time of latest full inspection| LAESTAB at time of latest full inspection|
  School name at time of latest full inspection| School type at time of latest full inspection|
  Overall effectiveness| Category of concern| Quality of education| Behaviour and attitudes|
  Personal development| Effectiveness of leadership and management| Safeguarding is effective?|
  Early years provision (where applicable)| Sixth form provision (where applicable)|
  Previous full inspection number| Previous inspection start date| Previous inspection end date|
  Previous publication date| Does the previous full inspection relate to the URN of the current school?|
  URN at time of previous full inspection| LAESTAB at time of previous full inspection|
  School name at time of previous full inspection| School type at time of previous full inspection|
  Previous full inspection overall effectiveness| Previous category of concern|
  Previous quality of education| Previous behaviour and attitudes| Previous personal development|
  Previous effectiveness of leadership and management| Previous safeguarding is effective?|
  Previous early years provision (where applicable)| Previous sixth form provision (where applicable)
`)

/** Latest inspections as published for 31 August 2025. */
export const OFSTED_2025_COLUMNS: readonly string[] = columns(`
  Web Link (opens in new window)| URN| LAESTAB| School name| Ofsted phase| Type of education|
  School open date| Admissions policy| Sixth form| Designated religious character| Religious ethos|
  Faith grouping| Ofsted region| Region| Local authority| Parliamentary constituency|
  Multi-academy trust UID| Multi-academy trust name| Academy sponsor UID| Academy sponsor name| Postcode|
  Number of warning notices issued in 2024/25 academic year|
  The income deprivation affecting children index (IDACI) quintile| Total number of pupils|
  Statutory lowest age| Statutory highest age|
  Latest ungraded inspection number since last graded inspection|
  Does the ungraded inspection relate to the URN of the current school?|
  URN at time of the ungraded inspection| LAESTAB at time of the ungraded inspection|
  School name at time of the latest ungraded inspection|
  School type at time of the latest ungraded inspection|
  Number of ungraded inspections since the last graded inspection| Date of latest ungraded inspection|
  Ungraded inspection publication date| Did the latest ungraded inspection convert to a graded inspection?|
  Ungraded inspection overall outcome|
  Number of monitoring and urgent inspections since last graded inspection|
  Inspection number of latest graded inspection| Inspection type| Inspection type grouping|
  Event type grouping| Inspection start date| Publication date|
  Does the latest graded inspection relate to the URN of the current school?|
  URN at time of latest graded inspection| LAESTAB at time of latest graded inspection|
  School name at time of latest graded inspection| School type at time of latest graded inspection|
  Current school type used for chart C6| Overall effectiveness| Category of concern| Quality of education|
  Behaviour and attitudes| Personal development| Effectiveness of leadership and management|
  Safeguarding is effective?| Early years provision (where applicable)|
  Sixth form provision (where applicable)| Previous inspection number| Previous inspection start date|
  Previous publication date| Does the previous graded inspection relate to the URN of the current school?|
  URN at time of previous graded inspection| LAESTAB at time of previous graded inspection|
  School name at time of previous graded inspection| School type at time of previous graded inspection|
  Previous graded inspection overall effectiveness| Previous category of concern|
  Previous quality of education| Previous behaviour and attitudes| Previous personal development|
  Previous effectiveness of leadership and management| Previous safeguarding is effective?|
  Previous early years provision (where applicable)| Previous sixth form provision (where applicable)
`)

/** Most recent inspections of 2026: report cards, and the last grades of the framework before them. */
export const OFSTED_2026_COLUMNS: readonly string[] = columns(`
  Web Link (opens in new window)| URN| LAESTAB| School name| Ofsted phase| Type of education|
  School open date| Admissions policy| Sixth form| Designated religious character| Religious ethos|
  Faith grouping| Ofsted region| Region| Local authority| Parliamentary constituency| Postcode|
  Multi-academy trust UID| Multi-academy trust name| Academy sponsor UID| Academy sponsor name|
  The income deprivation affecting children index (IDACI) quintile| Total number of pupils|
  Statutory lowest age| Statutory highest age| Inspection number of latest full inspection| Inspection type|
  Inspection type grouping| Event type grouping| Inspection start date| Publication date|
  Does the latest full inspection relate to the URN of the current school?|
  URN at time of latest full inspection| LAESTAB at time of latest full inspection|
  School name at time of latest full inspection| School type at time of latest full inspection|
  Category of concern| Safeguarding standards| Safeguarding standards - date of grade| Inclusion|
  Inclusion - date of grade| Curriculum and teaching| Curriculum and teaching - date of grade| Achievement|
  Achievement - date of grade| Attendance and behaviour| Attendance and behaviour - date of grade|
  Personal development and wellbeing| Personal development and wellbeing - date of grade|
  Early years (where applicable)| Early years - date of grade| Post-16 provision (where applicable)|
  Post-16 provision - date of grade| Leadership and governance| Leadership and governance - date of grade|
  Inspection number of latest OEIF graded inspection| Inspection type of latest OEIF graded inspection|
  Inspection type grouping of latest OEIF graded inspection|
  Event type grouping of latest OEIF graded inspection|
  Inspection start date of latest OEIF graded inspection| Publication date of latest OEIF graded inspection|
  Does the latest OEIF graded inspection relate to the URN of the current school?|
  URN at time of latest OEIF graded inspection| LAESTAB at time of latest OEIF graded inspection|
  School name at time of latest OEIF graded inspection|
  School type at time of latest OEIF graded inspection| Latest OEIF category of concern|
  Latest OEIF overall effectiveness| Latest OEIF quality of education| Latest OEIF behaviour and attitudes|
  Latest OEIF personal development| Latest OEIF effectiveness of leadership and management|
  Latest OEIF  safeguarding is effective?| Latest OEIF early years provision (where applicable)|
  Latest OEIF sixth form provision (where applicable)| Latest ungraded inspection number|
  Date of latest ungraded inspection| Ungraded inspection publication date|
  Does the ungraded inspection relate to the URN of the current school?|
  URN at time of the ungraded inspection| LAESTAB at time of the ungraded inspection|
  School name at time of the ungraded inspection| School type at time of the ungraded inspection|
  Ungraded inspection overall outcome| Most recent category of concern
`)
