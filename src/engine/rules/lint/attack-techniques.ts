/** ATT&CK Enterprise tactics as Sigma tags name them, in the order of the matrix. */
export const tactics = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
] as const;
export type Tactic = (typeof tactics)[number];

/** Names that tactics have had as tags: the later splitting of defense evasion too. */
export const tacticAliases: Readonly<Record<string, Tactic>> = {
  stealth: 'defense-evasion',
  'defense-impairment': 'defense-evasion',
};

export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly Tactic[];
}

const short: Readonly<Record<string, Tactic>> = {
  re: 'reconnaissance',
  rd: 'resource-development',
  ia: 'initial-access',
  ex: 'execution',
  pe: 'persistence',
  pr: 'privilege-escalation',
  de: 'defense-evasion',
  ca: 'credential-access',
  di: 'discovery',
  la: 'lateral-movement',
  co: 'collection',
  cc: 'command-and-control',
  xf: 'exfiltration',
  im: 'impact',
};

/**
 * Techniques that have to do with clouds, or that rules for clouds are tagged with: id, tactics, name, and the sub-techniques after
 * it, by number. Source: the public pages of MITRE ATT&CK, Enterprise; the new ids of "Impair Defenses" beside the old ones.
 */
const table = `
T1595 re Active Scanning: 001 Scanning IP Blocks, 002 Vulnerability Scanning, 003 Wordlist Scanning
T1589 re Gather Victim Identity Information: 001 Credentials, 002 Email Addresses, 003 Employee Names
T1590 re Gather Victim Network Information
T1592 re Gather Victim Host Information
T1593 re Search Open Websites/Domains: 003 Code Repositories
T1598 re Phishing for Information
T1583 rd Acquire Infrastructure: 001 Domains, 003 Virtual Private Server, 006 Web Services, 007 Serverless
T1584 rd Compromise Infrastructure: 001 Domains, 002 DNS Server, 003 Virtual Private Server, 006 Web Services, 007 Serverless
T1585 rd Establish Accounts: 003 Cloud Accounts
T1586 rd Compromise Accounts: 003 Cloud Accounts
T1587 rd Develop Capabilities
T1588 rd Obtain Capabilities
T1608 rd Stage Capabilities
T1650 rd Acquire Access
T1078 ia,pe,pr,de Valid Accounts: 001 Default Accounts, 002 Domain Accounts, 003 Local Accounts, 004 Cloud Accounts
T1133 ia,pe External Remote Services
T1189 ia Drive-by Compromise
T1190 ia Exploit Public-Facing Application
T1195 ia Supply Chain Compromise: 001 Compromise Software Dependencies and Development Tools, 002 Compromise Software Supply Chain
T1199 ia Trusted Relationship
T1566 ia Phishing: 001 Spearphishing Attachment, 002 Spearphishing Link, 003 Spearphishing via Service, 004 Spearphishing Voice
T1047 ex Windows Management Instrumentation
T1053 ex,pe,pr Scheduled Task/Job: 007 Container Orchestration Job
T1059 ex Command and Scripting Interpreter: 001 PowerShell, 003 Windows Command Shell, 004 Unix Shell, 006 Python, 009 Cloud API
T1072 ex,la Software Deployment Tools
T1106 ex Native API
T1203 ex Exploitation for Client Execution
T1204 ex User Execution: 001 Malicious Link, 002 Malicious File, 003 Malicious Image
T1569 ex System Services
T1609 ex Container Administration Command
T1610 ex,de Deploy Container
T1648 ex Serverless Execution
T1651 ex Cloud Administration Command
T1098 pe,pr Account Manipulation: 001 Additional Cloud Credentials, 002 Additional Email Delegate Permissions, 003 Additional Cloud Roles, 004 SSH Authorized Keys, 005 Device Registration, 006 Additional Container Cluster Roles, 007 Additional Local or Domain Groups
T1136 pe Create Account: 001 Local Account, 002 Domain Account, 003 Cloud Account
T1505 pe Server Software Component: 003 Web Shell
T1525 pe Implant Internal Image
T1543 pe,pr Create or Modify System Process: 005 Container Service
T1546 pe,pr Event Triggered Execution
T1556 pe,de,ca Modify Authentication Process: 006 Multi-Factor Authentication, 007 Hybrid Identity, 009 Conditional Access Policies
T1671 pe Cloud Application Integration
T1068 pr Exploitation for Privilege Escalation
T1134 pr,de Access Token Manipulation
T1484 pr,de Domain or Tenant Policy Modification: 001 Group Policy Modification, 002 Trust Modification
T1548 pr,de Abuse Elevation Control Mechanism: 005 Temporary Elevated Cloud Access
T1611 pr Escape to Host
T1027 de Obfuscated Files or Information
T1036 de Masquerading: 003 Rename Legitimate Utilities, 005 Match Legitimate Resource Name or Location, 010 Masquerade Account Name
T1070 de Indicator Removal: 004 File Deletion, 008 Clear Mailbox Data
T1222 de File and Directory Permissions Modification
T1535 de Unused/Unsupported Cloud Regions
T1550 de,la Use Alternate Authentication Material: 001 Application Access Token, 004 Web Session Cookie
T1562 de Impair Defenses: 001 Disable or Modify Tools, 002 Disable Windows Event Logging, 003 Impair Command History Logging, 004 Disable or Modify System Firewall, 006 Indicator Blocking, 007 Disable or Modify Cloud Firewall, 008 Disable or Modify Cloud Logs, 009 Safe Mode Boot, 010 Downgrade Attack, 011 Spoof Security Alerting, 012 Disable or Modify Linux Audit System
T1685 de Disable or Modify Tools: 002 Disable or Modify Cloud Logs
T1686 de Disable or Modify System Firewall: 001 Disable or Modify Cloud Firewall
T1564 de Hide Artifacts: 008 Email Hiding Rules
T1578 de Modify Cloud Compute Infrastructure: 001 Create Snapshot, 002 Create Cloud Instance, 003 Delete Cloud Instance, 004 Revert Cloud Instance, 005 Modify Cloud Compute Configurations
T1599 de Network Boundary Bridging
T1600 de Weaken Encryption
T1612 de Build Image on Host
T1656 de Impersonation
T1666 de Modify Cloud Resource Hierarchy
T1003 ca OS Credential Dumping
T1040 ca,di Network Sniffing
T1110 ca Brute Force: 001 Password Guessing, 002 Password Cracking, 003 Password Spraying, 004 Credential Stuffing
T1111 ca Multi-Factor Authentication Interception
T1212 ca Exploitation for Credential Access
T1528 ca Steal Application Access Token
T1539 ca Steal Web Session Cookie
T1552 ca Unsecured Credentials: 001 Credentials In Files, 003 Shell History, 004 Private Keys, 005 Cloud Instance Metadata API, 007 Container API, 008 Chat Messages
T1555 ca Credentials from Password Stores: 006 Cloud Secrets Management Stores
T1557 ca,co Adversary-in-the-Middle
T1606 ca Forge Web Credentials: 001 Web Cookies, 002 SAML Tokens
T1621 ca Multi-Factor Authentication Request Generation
T1649 ca Steal or Forge Authentication Certificates
T1018 di Remote System Discovery
T1033 di System Owner/User Discovery
T1046 di Network Service Discovery
T1049 di System Network Connections Discovery
T1069 di Permission Groups Discovery: 001 Local Groups, 002 Domain Groups, 003 Cloud Groups
T1082 di System Information Discovery
T1083 di File and Directory Discovery
T1087 di Account Discovery: 001 Local Account, 002 Domain Account, 003 Email Account, 004 Cloud Account
T1201 di Password Policy Discovery
T1482 di Domain Trust Discovery
T1518 di Software Discovery: 001 Security Software Discovery
T1526 di Cloud Service Discovery
T1538 di Cloud Service Dashboard
T1580 di Cloud Infrastructure Discovery
T1613 di Container and Resource Discovery
T1614 di System Location Discovery
T1619 di Cloud Storage Object Discovery
T1654 di Log Enumeration
T1021 la Remote Services: 001 Remote Desktop Protocol, 002 SMB/Windows Admin Shares, 004 SSH, 006 Windows Remote Management, 007 Cloud Services, 008 Direct Cloud VM Connections
T1080 la Taint Shared Content
T1210 la Exploitation of Remote Services
T1534 la Internal Spearphishing
T1570 la Lateral Tool Transfer
T1005 co Data from Local System
T1074 co Data Staged: 001 Local Data Staging, 002 Remote Data Staging
T1114 co Email Collection: 002 Remote Email Collection, 003 Email Forwarding Rule
T1119 co Automated Collection
T1213 co Data from Information Repositories: 001 Confluence, 002 Sharepoint, 003 Code Repositories, 006 Databases
T1530 co Data from Cloud Storage
T1560 co Archive Collected Data
T1602 co Data from Configuration Repository
T1071 cc Application Layer Protocol: 001 Web Protocols, 004 DNS
T1090 cc Proxy: 003 Multi-hop Proxy
T1102 cc Web Service
T1105 cc Ingress Tool Transfer
T1572 cc Protocol Tunneling
T1020 xf Automated Exfiltration: 001 Traffic Duplication
T1029 xf Scheduled Transfer
T1030 xf Data Transfer Size Limits
T1041 xf Exfiltration Over C2 Channel
T1048 xf Exfiltration Over Alternative Protocol
T1537 xf Transfer Data to Cloud Account
T1567 xf Exfiltration Over Web Service: 001 Exfiltration to Code Repository, 002 Exfiltration to Cloud Storage, 004 Exfiltration Over Webhook
T1485 im Data Destruction: 001 Lifecycle-Triggered Deletion
T1486 im Data Encrypted for Impact
T1489 im Service Stop
T1490 im Inhibit System Recovery
T1491 im Defacement: 001 Internal Defacement, 002 External Defacement
T1496 im Resource Hijacking: 001 Compute Hijacking, 002 Bandwidth Hijacking, 003 SMS Pumping, 004 Cloud Service Hijacking
T1498 im Network Denial of Service: 001 Direct Network Flood, 002 Reflection Amplification
T1499 im Endpoint Denial of Service: 001 OS Exhaustion Flood, 002 Service Exhaustion Flood, 003 Application Exhaustion Flood, 004 Application or System Exploitation
T1529 im System Shutdown/Reboot
T1531 im Account Access Removal
T1561 im Disk Wipe
T1565 im Data Manipulation: 001 Stored Data Manipulation, 002 Transmitted Data Manipulation, 003 Runtime Data Manipulation
T1657 im Financial Theft
T1667 im Email Bombing
`;

/** Every known technique by its id, parents before their sub-techniques. */
export const techniques: ReadonlyMap<string, Technique> = new Map(
  table
    .trim()
    .split('\n')
    .flatMap(techniquesOf)
    .map((technique) => [technique.id, technique]),
);

function techniquesOf(line: string): Technique[] {
  const [, id = '', codes = '', name = '', subs] = /^(T\d{4}) (\S+) ([^:]+)(?:: (.+))?$/.exec(line) ?? [];
  const own = codes.split(',').map((code) => short[code]!);
  const children = (subs?.split(', ') ?? []).map((sub) => ({
    id: `${id}.${sub.slice(0, 3)}`,
    name: `${name}: ${sub.slice(4)}`,
    tactics: own,
  }));
  return [{ id, name, tactics: own }, ...children];
}
