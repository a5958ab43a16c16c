// The page's own words. Korean first; English says the same.

export const TEXTS = {
  ko: {
    title: "새싹 길잡이",
    skip: "질문 입력으로 건너뛰기",
    name: "새싹 길잡이",
    tagline: "청년취업사관학교 안내 도우미",
    restart: "새 대화",
    welcome: "청년취업사관학교,\n무엇이 궁금하세요?",
    lead: "캠퍼스와 과정, 신청 방법을 공개 자료에서 찾아 출처와 함께 알려 드립니다.",
    notice:
      "사람이 아닌 자동 응답 도우미가 답합니다. 시연용이며 서울시 공식 서비스가 아닙니다. 개인정보를 입력하지 마세요.",
    starters: "이렇게 물어보세요",
    conversation: "대화",
    input: "질문",
    placeholder: "궁금한 것을 적어 주세요",
    send: "보내기",
    hint: "시연용, 서울시 공식 서비스가 아닙니다. 개인정보를 입력하지 마세요.",
    you: "내 질문",
    waiting: "자료를 찾고 있습니다",
    arrived: "답변이 왔습니다.",
    failed: "답을 받지 못했습니다.",
    offline: "서버에 닿지 않습니다. 인터넷 연결을 확인해 주세요.",
    retry: "다시 시도",
    tooLong: (count) => `질문이 ${count.toLocaleString("ko")}자입니다. 2,000자 이내로 줄여 주세요.`,
    status: { unknown: "자료에 없음", refused: "안내 범위 밖", clarify: "다시 여쭙니다" },
    partial: "일부만 확인된 답",
    fallback: "언어 모델의 글을 쓸 수 없어 자료의 문장을 그대로 보여 드립니다.",
    asOf: "기준일",
    sources: (count) => `출처 ${count}건`,
    source: (number) => `출처 ${number}`,
    validUntil: (date) => `${date}까지 유효`,
    undated: "날짜 없음",
    noAddress: "공개된 주소 없음",
    newWindow: "새 창",
    contact: "문의처",
    phone: "전화",
    email: "이메일",
    website: "누리집",
    next: "이어서 물어보기",
    choose: "골라 주세요",
  },
  en: {
    title: "SeSAC Guide",
    skip: "Skip to the question field",
    name: "SeSAC Guide",
    tagline: "Seoul's Youth Employment Academy",
    restart: "New chat",
    welcome: "What would you like\nto know about SeSAC?",
    lead: "Campuses, courses and how to apply: answers from public documents, each with its sources.",
    notice:
      "An automatic assistant answers, not a person. A demonstration, not an official service of the city. " +
      "Do not enter personal data.",
    starters: "Try asking",
    conversation: "Conversation",
    input: "Question",
    placeholder: "Write your question",
    send: "Send",
    hint: "A demonstration, not an official service of the city. Do not enter personal data.",
    you: "Your question",
    waiting: "Looking through the documents",
    arrived: "The answer is here.",
    failed: "No answer came back.",
    offline: "The server cannot be reached. Please check your connection.",
    retry: "Try again",
    tooLong: (count) => `The question has ${count.toLocaleString("en")} characters. Please keep it to 2,000.`,
    status: { unknown: "Not in the documents", refused: "Outside my subject", clarify: "One question back" },
    partial: "Confirmed in part",
    fallback: "The language model's text could not be used; these are the documents' own sentences.",
    asOf: "As of",
    sources: (count) => (count === 1 ? "Source" : `${count} sources`),
    source: (number) => `Source ${number}`,
    validUntil: (date) => `valid until ${date}`,
    undated: "undated",
    noAddress: "no public address",
    newWindow: "new window",
    contact: "Contact",
    phone: "Phone",
    email: "E-mail",
    website: "Website",
    next: "Ask next",
    choose: "Choose one",
  },
};

const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** A date as exact as it was given: YYYY, YYYY-MM or YYYY-MM-DD. */
export function dateText(date, language) {
  const [year, month, day] = date.split("-").map(Number);
  if (language === "ko") {
    return [`${year}년`, month && `${month}월`, day && `${day}일`].filter(Boolean).join(" ");
  }
  return [day, month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}
