"""Passwords that are tried first, in small letters: words, runs of keys, and Korean words as they are and as they come
out of a keyboard in Latin mode (안녕 as dkssud). Ours are among them: the programme's name is what anybody tries.
"""

_WORDS = """
000000 0987654321 111111 112233 121212 123123 1234 12345 123456 1234567 12345678 123456789 1234567890 12345qwert
1234asdf 1234qwer 123abc 123qwe 123qweasd 123qweasdzxc 147258369 159753 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx
1qaz2wsx3edc 1qazxsw2 654321 666666 741852963 7777777 789456123 888888 987654321 a123456 a12345678 a1b2c3 a1b2c3d4
a1b2c3d4e5f6 aaa aaaa aaaaaa abc abc123 abcabc abcd abcd1234 abcde abcdef abcdefg abcdefgh academy access admin
admin123 administrator adminpassword amanda andrew android apple asd!@#$ asd123 asd123!@# asd1234! asd1234!@
asd1234!@# asd1234!@#$ asdf asdf!@#$ asdf123!@# asdf1234 asdf1234! asdf1234!@ asdf1234!@# asdf1234!@#$ asdfasdf
asdfgh asdfghjkl asdfqwer asdfzxcv ashley autumn banana baseball basketball batman buster campus changeit changeme
charlie cheese chelsea chocolate company computer cookie correcthorsebatterystaple daniel default defaultpassword
demo docker donotenter dontforget dragon editor flower football freedom ginger google guest hello hello123
hellothere helloworld hockey hunter ihatepasswords iloveu iloveyou iloveyou1 internet iphone jennifer jessica jordan
joshua kakao korea letmein letmeinplease linux lkjhgfdsa login love lovely loveyou manager master matthew michael
michelle mnbvcxz monkey mustang mypassword mypasswordis mysql naver newpassword nicole ninja nopassword nothing
office oldpassword opensesame operator oracle orange p@ssw0rd p@ssword pa$$word pass pass123 passphrase passw0rd
passw0rd1 passwd password password1 passwordpassword pepper poiuytrewq pokemon postgres postgresql princess
publisher purple q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx qazwsxedc qwe!@#$ qwe123 qwe123!@# qwe1234! qwe1234!@
qwe1234!@# qwe1234!@#$ qweasd qweasdzxc qwer qwer!@#$ qwer123!@# qwer1234 qwer1234! qwer1234!@ qwer1234!@#
qwer1234!@#$ qwerasdf qwerasdfzxcv qwert qwerty qwerty1 qwerty123 qwertyui qwertyuiop ranger redis robert root
root123 rootpassword sample samsung sba school secret security seoul seoulsesac server service sesac sesacguide
sesacseoul shadow soccer spiderman spring staff starwars student summer sunshine super superman superuser system
teacher temporarypassword temppassword test test123 tester testing thisismypassword thomas toor trustno ubuntu
university user userpassword wasd welcome welcomehome whatever windows winter xxx xxxxxx youth zaq12wsx zaq1zaq1
zxc!@#$ zxc123 zxc123!@# zxc1234! zxc1234!@ zxc1234!@# zxc1234!@#$ zxcv zxcv!@#$ zxcv123!@# zxcv1234! zxcv1234!@
zxcv1234!@# zxcv1234!@#$ zxcvasdf zxcvbn zxcvbnm zzzzzz

가나다라 가나다라마바사 가족 감사합니다 강남 강북 강아지 경제진흥원 고맙습니다 고양이 공무원 과장 관리자 광주 교육생 구청 국장 귀요미 길잡이 김철수 나비 남자친구 내일 네이버 담당자 대구 대전 대한민국
로그인 마포 매니저 모름 몰라 무지개 바다 바보 봄여름가을겨울 부산 비밀번호 비번 사관학교 사람 사랑합니다 사랑해 사랑해요 사용자 삼성 새싹 새싹길잡이 서울 서울경제진흥원 서울시 서울특별시 선생님 송파 시청
시험 아빠 아자차카 안녕 안녕하세요 엄마 없음 여자친구 열려라참깨 오늘 우리나라 운영자 이영희 인천 인터넷 임시 임시비밀번호 자기야 접속 주무관 직원 천사 청년 청년취업 청년취업사관학교 초기비밀번호 취업
취업사관학교 친구 카카오 카카오톡 캠퍼스 컴퓨터 테스트 팀장 파이팅 하늘 학교 행복 행운 현대 홍길동 화이팅 회사

ahffk ahfma akvh anwlro aoslwj chrlqlalfqjsgh cjdsus cjdsuscnldjq cjdsuscnldjqtkrhksgkrry cjstk clsrn cnldjq
cnldjqtkrhksgkrry dhsmf djaak djqtdma dkqk dkssud dkssudgktpdy dkwkckzk dlatl dlatlqlalfqjsgh dldudgml dlscjs
dlsxjspt dnflskfk dnsdudwk duffufkckaro duwkclsrn ekaekdwk eogksalsrnr eorn eowjs fhrmdls ghdrlfehd ghkdlxld ghltk
gkrry gksmf goddns godqhr guseo qhadufmarkdmfrudnf qkek qkqh qlalfqjsgh qlqjs qntks rhakqtmqslek rhdandnjs rhdiddl
rhkdwn rhksflwk rhkwkd rkatkgkqslek rkddkwl rkdqnr rkdska rkskekfk rkskekfkakqktk rkwhr rlacjftn rlfwkqdl rncjd
rnldyal rnrwkd rudwpwlsgmddnjs rydbrtod skawkclsrn skql sodlf spdlqj thdvk tjdnf tjdnfrudwpwlsgmddnjs tjdnftl
tjdnfxmrquftl tjstodsla tkatjd tkdydwk tkfka tkfkdgkqslek tkfkdgo tkfkdgody tkrhksgkrry tlcjd tlgja totkr
totkrrlfwkqdl vkdlxld wjqthr wkrldi wlrdnjs wnanrhks xlawkd xptmxm zjavbxj zkzkdh zkzkdhxhr zoavjtm
"""
COMMON = frozenset(_WORDS.split())
