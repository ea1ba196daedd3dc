"""Words by which people are recognised, and words that look like names and are none. Lower case; lists only."""

from __future__ import annotations

__all__ = [
    "AMBIGUOUS",
    "FIRST_NAMES",
    "LAST_NAMES",
    "NO_NAMES",
    "PEOPLE",
    "ROLES",
    "is_common_word",
]

FIRST_NAMES = frozenset(
    """
aaron abdul abdullah abigail adam adrian ahmad ahmed aidan aiden aisha alan alejandro alessandro alex alexander
alexandra alexis alfredo ali alice alicia alina alison allison amanda amara amelia amina amir amit amy ana anastasia
andre andrea andreas andrei andrew andy angela angelica anil anita anjali ann anna anne anneke annette anthony antoine
anton antonio anya arjun armando arthur arturo ashley asha astrid audrey ava ayesha bart beatrice beatriz becky ben
benjamin bernard beth bethany betty bianca bjorn bob bobby bogdan boris brad bradley brandon brenda brendan brian
bridget brittany brooke bruce bryan caleb cameron camila camille carl carla carlos carmen carol caroline carolyn
catherine cecilia cedric charles charlie chiara chidi chioma chloe chris christina christine christopher claire clara
claudia clement colin connor constance corey courtney craig cristina curtis cynthia daisuke damian dan daniel daniela
danielle danny darius darren dave david debbie deborah deepak denise dennis derek diana diane diego dimitri dmitri
dominic dominique donald donna doris dorothy doug douglas dylan eduardo edward edwin eileen elaine eleanor elena eli
elias elijah elisabeth eliza elizabeth ella ellen elliot emeka emil emilia emily emma emmanuel enrique eric erica erik
erin ernest esteban esther ethan eugene eva evelyn ezra fabian fatima felipe felix fernando fiona francesca francis
francisco francois franziska fred frederick gabriel gabriela gail gareth gary gavin geoff george gerald giovanni gloria
greg gregory greta guillermo gustavo gwen hamza hanna hannah hans harold harry hasan hassan heather heidi helen helena
henrik henry hector hiroshi howard ian ibrahim ignacio igor ilya imani imran ines ingrid irene irina isaac isabel
isabella isaiah ismail ivan jacob jacqueline jaime jake jamal james jamie jan jane janet janice jared jason javier
jean jeff jeffrey jen jenna jennifer jenny jeremy jerome jerry jesse jessica jesus jill jim jimmy jin joan joanna joel
johan johannes john johnny jonas jonathan jorge jose joseph joshua juan judith judy julian julie juliet justin kamal
karen karim karl karla kate katherine kathleen kathryn kathy katie kayla keisha keith kelly ken kenji kenneth kevin
khadija kim kimberly kirsten klaus kofi krishna kristen kristina kumar kurt kwame kyle lakshmi lamar lars latoya laura
lauren laurent lawrence leah lee leila lena leo leon leonard leslie leticia liam linda lindsay lisa logan lorenzo lori
louis louise luca lucas lucia lucy luis luisa lukas luke lydia mahmoud malik manuel marc marcel marcia marco marcus
margaret maria mariam mariana marie marina mario marta martha martin martina marvin mary mateo mathieu matt matteo
matthew maureen maurice maya megan mei melanie melissa mercedes mia michael michelle miguel mihai mike mikhail milan
mina miriam mohamed mohammad mohammed moira molly monica monika morgan moses muhammad nadia nancy naomi natalia natalie
natasha nathan neil nguyen nia nicholas nicola nicolas nicole nigel nikhil nikita nina noah noel nora norma obinna
olga oleg oliver olivia olu olumide omar oscar otto owen pablo pamela paolo patricia patrick paul paula pauline pavel
pedro penelope pete peter petra philip philippe phil phoebe pierre piotr pooja prakash priya rachel rafael raj rajesh
ralph ramon rania rashid raul ravi raymond rebecca renee ricardo richard rick rita robert roberta roberto robin
rodrigo roger rohan roland roman ron ronald rosa rosalind roxanne roy russell ruth ryan sabrina sally sam samantha
samir samuel sandeep sandra sanjay sara sarah saskia scott sean sebastian sergei sergio seth shane shannon sharon
shaun sheila shirley sigrid silvia simon simone sofia sonia sophia sophie soren stacy stefan stefanie stella stephanie
stephen steve steven stuart sunil sunita susan susanne suzanne svetlana sven sylvia takeshi tamara tamika tanya tara
tariq tatiana ted teresa terry thabo theo theodore theresa thomas tiffany tim timothy tina tobias todd tom tomas tommy
tony tracy trevor tyler tyrone ursula valentina valeria vanessa vera veronica vicky vikram vincent viktor violet
virginia vivian vladimir walter wanda warren wayne wei wendy william xavier xiao yasmin yolanda yosef yuki yuri yusuf
yvonne zachary zainab zara zoe zubair
""".split()
)
"""Common given names in several parts of the world; most names of the world are not among them."""

AMBIGUOUS = frozenset(
    """
will mark may june april august grace hope faith joy ruby rose julia ada crystal amber summer autumn dawn eve ivy
lily pearl jasmine travis jordan austin dallas chase hunter mason carter taylor bill rob pat jack art drew frank gene
guy jay josh nick ray rich sue skip victor max dean earl duke grant miles chuck dash alexa cassandra sidney chelsea
paris florence charlotte madison angel christian kai hugo ember marvin jenkins monte carlo jan virginia georgia
carolina roman phoenix atlas hermes apollo athena luna nova iris kelly lee kim jean stella robin tom milan martin
""".split()
)
"""Given names that are also words, places, tools or projects: names only where something else says so."""
AMBIGUOUS = AMBIGUOUS - frozenset("tom kelly lee kim martin robin jean stella milan".split())

NO_NAMES = frozenset(
    """
i a an the we he she it they you this that these those there then when while what who whom whose which where why how
if in on at by for from to of with without after before during and but or so as not no yes my our your his her its
their one two three first second last next new old once since because although though however also just only even
still all any both each every some many most more less few other another such same very too again later today
yesterday tomorrow now here never always sometimes maybe perhaps please thank thanks sorry ok okay let
was were is are be been being am had has have having did do does done can could should would might must shall
doctor doctors nurse nurses patient patients parent parents family families team teams engineer engineers manager
managers developer developers director product design finance legal marketing security compliance sales support ops
operations hr qa it engineering research data platform infrastructure devops sre billing pharmacy radiology oncology
cardiology emergency clinic clinics hospital hospitals ward icu nicu picu er ehr emr children's children childrens
backend frontend fullstack full-stack software staff principal
mr mrs ms mx miss dr prof professor herr frau madame monsieur senor señor señora senhor dona don mister fru sir madam
like well looked third fourth fifth boss bosses instructors teachers should anyway plus mind turns turned mostly
chile brazil argentina mexico spain france italy portugal germany poland austria switzerland belgium netherlands
denmark sweden norway finland ireland england scotland wales greece turkey egypt nigeria kenya ghana morocco israel
lebanon syria iraq iran pakistan bangladesh nepal vietnam thailand indonesia philippines korea taiwan australia canada
zealand russia ukraine romania hungary
god heaven christ lord nobody everybody everyone anybody anyone somebody someone people users customers others
leadership management stakeholders clinicians physicians surgeons pharmacists residents testers designers analysts
architects admins vendors auditors reviewers executives students volunteers nothing everything something half part
head networks returns acquisitions procurement purchasing logistics dispatch reception intake admissions scheduling
philadelphia chop department university college school institute company corporation inc llc group council
board committee center centre service services system portal gateway project operation agile scrum kanban
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december jan feb mar apr jun jul aug sep sept oct nov dec christmas easter thanksgiving halloween
covid english spanish french german chinese japanese american european indian pennsylvania jersey york delaware
london boston chicago seattle berlin paris dublin toronto california texas europe america africa asia us usa uk eu
north south east west northern southern
kafka jira jenkins react angular vue svelte docker kubernetes terraform ansible puppet chef salt vault consul nomad
grafana prometheus datadog splunk sentry pagerduty opsgenie slack teams zoom confluence notion trello asana github
gitlab bitbucket git aws azure gcp amazon google microsoft apple meta facebook netflix uber oracle ibm intel nvidia
salesforce shopify stripe twilio okta auth0 redis postgres postgresql mysql mongo mongodb cassandra elastic
elasticsearch kibana logstash rabbitmq celery django flask fastapi spring boot rails laravel express node nodejs
javascript typescript python java kotlin scala swift rust ruby golang perl haskell julia matlab hadoop spark flink
airflow snowflake databricks tableau looker power excel word outlook sharepoint windows linux ubuntu debian mac macos
android ios chrome firefox safari selenium cypress playwright jest mocha jasmine pytest junit gradle maven bazel
webpack vite babel graphql rest soap grpc http https json xml yaml sql nosql html css api apis sdk cli ui ux hipaa
gdpr fhir hl7 epic cerner meditech mirth dicom loinc snomed icd lambda fargate dynamo dynamodb aurora redshift kinesis
nginx apache tomcat envoy istio linkerd helm argo flux circleci travis bamboo sonar sonarqube nagios zabbix newrelic
opentelemetry jaeger zipkin hashicorp figma miro canvas unity openai claude copilot chatgpt llama watson alexa siri
agilent philips siemens medtronic pareto conway murphy dijkstra byzantine fisher little bayes markov gauss turing
swagger openapi postman wireshark nessus cloudflare akamai fastly heroku vercel netlify firebase supabase bash vim
emacs cosmos synapse bigquery pubsub sqs sns s3 ec2 rds ecs eks gke aks iam vpc dns tls ssl ssh vpn oauth saml ldap
sso mfa cpu gpu ram ssd sla slo sli okr kpi roi mvp poc rfc adr etl elt crud orm mvc spa pwa
star human-centered lean six sigma black blue green red white yellow orange
""".split()
)
"""Technology, organisations, places, days and the first words of sentences."""

LAST_NAMES = frozenset(
    """
young long short case stone brown gray grey park parks bell banks field fields river rivers wood woods hill hills lane
king knight cook baker butler bishop pope abbot fisher farmer potter weaver miller smith archer gardener barber porter
page wise good best strong small little sharp swift moody savage stern bright light day weeks noon winter spring snow
frost rain waters lake pool bridge bridges ford fox wolf lamb bird finch crane swan berry bush branch leaf root roots
reed rice bacon church house rooms hall gates key lock locks love power powers price money rich sands shore west
street walls waller walker runner rider driver singer speaker reader shepherd ward major sergeant call ball bond
bow box boot boots book books buck bull burns cash chance change close cross crow cruise cutter dear drew fair fine
foot free funk glass gore hand hands head heard held hood hook horn joiner judge just keen kind lay lead line link
low mann marsh may mean mills moon moss nail need noble pace paine park peace pike pitt place plum poor post pound
pride quick ring rock rose row rush sage sample sellers shell ships side silver sparks spear stark steel still stock
story sun sweet tate temple test trip true turner twist wall war wells wheeler wild will winner worth yard
""".split()
)
"""Family names that are also words."""


def is_common_word(word: str) -> bool:
    """True for a word in small letters that stands in many sentences, whoever may be called so."""
    return word.islower() and (word in NO_NAMES or word in AMBIGUOUS or word in LAST_NAMES)


ROLES = (
    "manager|boss|supervisor|colleague|co-?worker|team ?mate|(?:team|tech|technical|engineering|project|clinical)"
    " (?:lead|manager)|lead|director|cto|ceo|cio|vp|mentor|intern|nurse|doctor|physician|surgeon|pharmacist|"
    "resident|fellow|therapist|radiologist|technician|clinician|product owner|product manager|scrum master|architect|"
    "engineer|developer|programmer|designer|analyst|tester|administrator|dba|scientist|report|hire|contact|client|"
    "customer|partner|friend|wife|husband|brother|sister|professor|teacher|advisor|consultant|stakeholder|peer|senior|"
    "junior|head|chief|owner|founder|recruiter|contractor|student|trainee|secretary|coordinator|receptionist|hygienist|"
    "expert|specialist|clerk|presenter|worker|cook|driver|dispatcher|officer|inspector|keeper|fellow|cleaner|"
    "nutritionist|dietitian|paramedic|midwife|librarian|accountant|leader|principal|instructor|trainer|planner|buyer|"
    "liaison|author|maintainer|lawyer|investigator|researcher|counselor|anesthesiologist|cardiologist|oncologist|"
    "hospitalist|pediatrician|radiographer|phlebotomist|interpreter|vendor|salesman|saleswoman|bookkeeper|guard"
)
"""What somebody is at work, as a piece of a pattern."""

PEOPLE = (
    "patient|child|kid|baby|infant|toddler|newborn|teenager|teen|adolescent|boy|girl|man|woman|guy|lady|mother|father|"
    "mom|mum|dad|parent|grandmother|grandfather|guardian|son|daughter|twin|person|user|volunteer|donor|somebody|someone"
)
"""Who somebody is, as a piece of a pattern."""
